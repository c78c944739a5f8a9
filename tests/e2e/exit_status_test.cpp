#include "simulator/push.h"
#include "support/failure.h"
#include "support/frames.h"
#include "support/terminal.h"

#include <boost/test/unit_test.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sysexits.h>

#include <array>
#include <thread>

namespace {

using namespace support;

/// Bytes on standard input that make no reading.
void check_input_refused(const simulator::Bytes& bytes, const std::string& what) {
  check_failure({"--device", "-"}, EX_DATAERR, "no list 2 up to the end of standard input: " + what,
                to_string(bytes));
}

/// Bytes from a port that make no reading up to the deadline.
void check_port_refused(std::vector<std::string> arguments, const simulator::Bytes& bytes,
                        int status, const std::string& what) {
  const EarlierFiles files;
  const Terminal port;
  arguments.insert(arguments.end(), {"--device", port.path(), "--timeout", "2s", "--textfile-dir",
                                     files.directory()});
  Process program(exporter(arguments));
  port.wait_for_raw_reader();
  port.write(bytes);
  check_ended(program.wait(), status,
              fmt::format("no list 2 from {} within 2 s: {}", port.path(), what));
  files.check_untouched();
}

simulator::Bytes bytes_of(std::string_view text) {
  return {text.begin(), text.end()};
}

/// A whole frame with this information field.
simulator::Bytes frame_with(const simulator::Bytes& information) {
  return simulator::hdlc_frame(information);
}

simulator::Bytes ciphered_frame() {
  simulator::Bytes information = {0xe6, 0xe7, 0x00};
  const auto message = simulator::general_glo_ciphering(simulator::Bytes(8, 0x0f), {});
  information.insert(information.end(), message.begin(), message.end());
  return frame_with(information);
}

simulator::Bytes list_of(std::size_t elements) {
  simulator::Bytes list = simulator::structure_head(elements);
  for (std::size_t i = 0; i < elements; ++i)
    list.insert(list.end(), {0x06, 0, 0, 0, 0});
  return frame_with(simulator::data_notification({0x00}, list));
}

} // namespace

BOOST_AUTO_TEST_SUITE(exit_status)

BOOST_AUTO_TEST_CASE(a_success_is_silent) {
  const EarlierFiles files;
  Command command = exporter({"--device", "-", "--textfile-dir", files.directory()});
  command.input = to_string(frame(2));
  const Outcome outcome = run(command);
  BOOST_TEST(outcome.status == EX_OK);
  BOOST_TEST(outcome.out == "");
  BOOST_TEST(outcome.err == "");
  BOOST_TEST(read_file(files / "kaifa.prom") != "# kaifa.prom of an earlier run\n");
  BOOST_TEST(read_file(files / "kaifa_energy.prom") == "# kaifa_energy.prom of an earlier run\n");
}

BOOST_AUTO_TEST_CASE(noise_from_a_port_is_a_data_error) {
  const simulator::Bytes noise = {0x00, 0xff, 0x80, 0x1c, 0xfe, 0xe0};
  check_port_refused({}, noise, EX_DATAERR, "6 bytes came, but no frame");
  check_port_refused({"--baud", "9600", "--parity", "none"}, noise, EX_DATAERR,
                     "6 bytes came, but no frame");
}

BOOST_AUTO_TEST_CASE(noise_from_a_file_is_a_data_error) {
  check_input_refused({0x00, 0x7e, 0xa8, 0x1c, 0xfe, 0xe0},
                      "6 bytes came, but no frame (rejected: segmented 1)");
}

BOOST_AUTO_TEST_CASE(damaged_frames_are_a_data_error_with_counts) {
  auto stream = frame(2);
  stream[50] ^= 0x10;
  check_port_refused({}, stream, EX_DATAERR, "123 bytes came, but every frame was damaged (fcs 1)");
  auto cut_off = frame(2);
  cut_off.resize(60);
  stream.insert(stream.end(), cut_off.begin(), cut_off.end());
  check_input_refused(stream, "183 bytes came, but every frame was damaged (fcs 1, cut_off 1)");
}

BOOST_AUTO_TEST_CASE(a_push_that_is_cut_off_is_a_data_error) {
  check_input_refused(
      {0x68, 0xfa, 0xfa, 0x68, 0x53, 0xff, 0x00, 0x01, 0x67, 0xdb, 0x08, 'K', 'F', 'M'},
      "14 bytes came, but no push came whole");
}

BOOST_AUTO_TEST_CASE(another_mbus_meter_is_a_data_error) {
  check_input_refused({0x68, 0x04, 0x04, 0x68, 0x08, 0x00, 0x72, 0x01, 0x7b, 0x16},
                      "10 bytes came, M-Bus frames");
}

BOOST_AUTO_TEST_CASE(a_p1_port_is_a_data_error) {
  check_input_refused(bytes_of("/KFM5KAIFA-METER\r\n\r\n1-3:0.2.8(42)\r\n!BE2B\r\n"),
                      "42 bytes came, P1 telegrams");
}

BOOST_AUTO_TEST_CASE(a_ciphered_frame_is_a_data_error) {
  check_input_refused(ciphered_frame(), "39 bytes came, ciphered by the meter");
}

BOOST_AUTO_TEST_CASE(an_unknown_list_is_a_data_error) {
  check_input_refused(list_of(5), "1 whole frame came");
}

BOOST_AUTO_TEST_CASE(silence_is_unavailable) {
  const Terminal port;
  check_failure({"--device", port.path(), "--timeout", "1s"}, EX_UNAVAILABLE,
                fmt::format("no list 2 from {} within 1 s: nothing came at all", port.path()));
}

BOOST_AUTO_TEST_CASE(an_empty_input_is_unavailable) {
  check_failure({"--device", "-"}, EX_UNAVAILABLE,
                "no list 2 up to the end of standard input: nothing was sent");
}

BOOST_AUTO_TEST_CASE(a_missing_device_is_no_input) {
  check_failure({"--device", "/dev/nonexistent"}, EX_NOINPUT,
                "cannot open /dev/nonexistent: No such file or directory");
  check_failure({"--device", "/nonexistent/capture"}, EX_NOINPUT,
                "cannot open /nonexistent/capture: No such file or directory");
}

BOOST_AUTO_TEST_CASE(a_directory_as_device_is_no_input) {
  const TemporaryDirectory device;
  check_failure({"--device", device.path()}, EX_NOINPUT,
                fmt::format("cannot read {}: it is a directory", device.path()));
}

BOOST_AUTO_TEST_CASE(a_directory_as_standard_input_is_no_input) {
  Command command = exporter({"--device", "-", "--stdout"});
  command.before_exec = [] { dup2(open("/", O_RDONLY | O_DIRECTORY), STDIN_FILENO); };
  check_ended(run(command), EX_NOINPUT, "cannot read standard input: it is a directory");
}

BOOST_AUTO_TEST_CASE(a_port_of_others_is_no_input) {
  const Terminal port;
  BOOST_REQUIRE(chmod(port.path().c_str(), 0) == 0);
  Command command = exporter({"--device", port.path(), "--stdout"});
  command.before_exec = become_ordinary_user;
  check_ended(run(command), EX_NOINPUT,
              fmt::format("cannot open {}: Permission denied", port.path()));
}

BOOST_AUTO_TEST_CASE(an_unplugged_port_is_an_io_error) {
  const EarlierFiles files;
  Terminal port;
  Process program(exporter({"--device", port.path(), "--textfile-dir", files.directory()}));
  port.wait_for_raw_reader();
  port.close();
  check_ended(program.wait(), EX_IOERR, fmt::format("{} failed while waiting", port.path()));
  files.check_untouched();
}

BOOST_AUTO_TEST_CASE(a_closed_standard_input_is_an_io_error) {
  Command command = exporter({"--device", "-", "--stdout"});
  command.before_exec = [] { close(STDIN_FILENO); };
  check_ended(run(command), EX_IOERR, "standard input failed while waiting: Bad file descriptor");
}

BOOST_AUTO_TEST_CASE(other_lists_only_are_a_temporary_failure) {
  check_port_refused({}, frame(1), EX_TEMPFAIL, "list 1 came once");
  check_failure({"--device", "-", "--list", "3"}, EX_TEMPFAIL,
                "no list 3 up to the end of standard input: list 1 came once and list 2 came once",
                to_string(frame(1)) + to_string(frame(2)));
}

BOOST_AUTO_TEST_CASE(other_lists_beside_unknown_ones_are_a_temporary_failure) {
  check_failure({"--device", "-"}, EX_TEMPFAIL, "list 1 came once, and 1 whole frame",
                to_string(frame(1)) + to_string(list_of(5)));
}

BOOST_AUTO_TEST_CASE(other_lists_beside_damaged_frames_are_a_temporary_failure) {
  auto damaged = frame(2);
  damaged[50] ^= 0x10;
  check_failure({"--device", "-"}, EX_TEMPFAIL, "list 1 came once, and 1 frame was damaged",
                to_string(frame(1)) + to_string(damaged));
}

BOOST_AUTO_TEST_CASE(a_port_that_stays_busy_is_a_temporary_failure) {
  const Terminal port;
  const kaifa::UniqueFd other = port.open_slave();
  BOOST_REQUIRE(flock(other.get(), LOCK_EX) == 0);
  check_failure({"--device", port.path(), "--timeout", "1"}, EX_TEMPFAIL,
                fmt::format("{} stayed busy", port.path()));
}

BOOST_AUTO_TEST_CASE(a_port_that_is_free_too_late_is_a_temporary_failure) {
  const Terminal port;
  kaifa::UniqueFd other = port.open_slave();
  BOOST_REQUIRE(flock(other.get(), LOCK_EX) == 0);
  Process program(exporter({"--device", port.path(), "--stdout", "--timeout", "4"}));
  std::this_thread::sleep_for(std::chrono::seconds(3));
  other = kaifa::UniqueFd();
  const Outcome outcome = program.wait();
  BOOST_TEST(outcome.status == EX_TEMPFAIL);
  BOOST_TEST(outcome.err.find("another process had the port for 3 s") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_silent_standard_input_is_unavailable) {
  std::array<int, 2> ends{};
  BOOST_REQUIRE(pipe2(ends.data(), O_CLOEXEC) == 0);
  const kaifa::UniqueFd reader(ends[0]);
  const kaifa::UniqueFd writer(ends[1]);
  Command command = exporter({"--device", "-", "--stdout", "--timeout", "1"});
  command.before_exec = [&] { dup2(reader.get(), STDIN_FILENO); };
  check_ended(run(command), EX_UNAVAILABLE,
              "no list 2 from standard input within 1 s: nothing came at all");
}

BOOST_AUTO_TEST_CASE(a_port_that_another_program_keeps_for_itself_is_a_temporary_failure) {
  const Terminal port;
  const kaifa::UniqueFd other = port.open_slave();
  BOOST_REQUIRE(chmod(port.path().c_str(), 0666) == 0);
  BOOST_REQUIRE(ioctl(other.get(), TIOCEXCL) == 0);
  Command command = exporter({"--device", port.path(), "--stdout", "--timeout", "1"});
  command.before_exec = become_ordinary_user;
  check_ended(run(command), EX_TEMPFAIL,
              fmt::format("{0} stayed busy until the deadline: another process has it, and "
                          "'sudo fuser -v {0}' shows which",
                          port.path()));
}

BOOST_AUTO_TEST_SUITE_END()
