#include "formatted.h"
#include "support/failure.h"
#include "support/reading.h"
#include "support/terminal.h"

#include <boost/test/unit_test.hpp>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sysexits.h>

#include <memory>
#include <sstream>

namespace {

using namespace support;

/// A FIFO and its writing end, open as soon as there is a reader.
struct Fifo {
  TemporaryDirectory directory;
  std::string path = directory / "fifo";
  kaifa::UniqueFd writer;

  Fifo() { BOOST_REQUIRE(mkfifo(path.c_str(), 0600) == 0); }

  void wait_for_reader() {
    wait_until("for a reader of the FIFO", [this] {
      writer = kaifa::UniqueFd(open(path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC));
      return static_cast<bool>(writer);
    });
  }

  void write_and_wait_until_read(std::span<const std::uint8_t> bytes) const {
    BOOST_REQUIRE(write(writer.get(), bytes.data(), bytes.size()) ==
                  static_cast<ssize_t>(bytes.size()));
    wait_until("for the FIFO to be read", [this] {
      int unread = 0;
      return ioctl(writer.get(), FIONREAD, &unread) == 0 && unread == 0;
    });
  }
};

/// A frame full of bytes that have a meaning for terminals.
simulator::Bytes frame_of_control_characters() {
  simulator::Measurement measurement = distinct_measurement();
  measurement.active_power_import_w = 0x0d0a1113;
  measurement.active_power_export_w = 0xff00ffff;
  measurement.reactive_power_import_var = 0x1a150d0a;
  measurement.reactive_power_export_var = 0xc1e1a1ff;
  measurement.current_ma = {0x03040a, 0x0d7f08, 0x12161c};
  return simulator::list_frame(simulator::Variant::norway_4_wire, 2, measurement,
                               *simulator::parse_local_time("2024-02-29T12:58:20"));
}

} // namespace

BOOST_AUTO_TEST_SUITE(port)

BOOST_AUTO_TEST_CASE(passes_on_every_byte_unchanged) {
  const Terminal terminal;
  const kaifa::UniqueFd slave = terminal.open_slave();
  termios hostile = terminal.settings();
  hostile.c_iflag |= ISTRIP | INLCR | IGNCR | ICRNL | IUCLC | IXON | IXOFF | IXANY | PARMRK | INPCK;
  hostile.c_lflag |= ECHO | ECHONL | ECHOCTL | ICANON | ISIG | IEXTEN;
  BOOST_REQUIRE(tcsetattr(slave.get(), TCSANOW, &hostile) == 0);

  Process program(exporter({"--device", terminal.path(), "--stdout"}));
  terminal.wait_for_raw_reader();
  (void)terminal.read();
  terminal.write(frame_of_control_characters());
  check_says(program.wait(), said_in(frame_of_control_characters()));
  BOOST_TEST(terminal.read() == "", "something was echoed to the meter");
}

BOOST_AUTO_TEST_CASE(is_set_to_the_rate_of_meters_or_to_another) {
  for (const auto& [arguments, speed] : std::vector<std::pair<std::vector<std::string>, speed_t>>{
           {{}, B2400}, {{"--baud", "9600"}, B9600}}) {
    const Terminal terminal;
    std::vector<std::string> all = {"--device", terminal.path(), "--stdout"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    Process program(exporter(all));
    terminal.wait_for_raw_reader();
    const termios settings = terminal.settings();
    BOOST_TEST(cfgetispeed(&settings) == speed);
    BOOST_TEST(cfgetospeed(&settings) == speed);
    terminal.write(frame(2));
    check_says(program.wait(), said_in(frame(2)));
  }
}

BOOST_AUTO_TEST_CASE(is_waited_for_while_another_run_holds_it) {
  const Terminal terminal;
  Process first(exporter({"--device", terminal.path(), "--list", "3", "--stdout"}));
  terminal.wait_for_raw_reader();
  Process second(exporter({"--device", terminal.path(), "--stdout"}));
  // Only root gets far enough to open the port.
  wait_until("for the second run", [&] { return is_waiting(second); });
  terminal.write(frame(3));
  check_says(first.wait(), said_in(frame(3)));
  terminal.write_until(frame(2), [&] { return second.has_ended(); });
  check_says(second.wait(), said_in(frame(2)));
}

BOOST_AUTO_TEST_CASE(is_kept_from_other_programs_and_given_back) {
  const Terminal terminal;
  BOOST_REQUIRE(chmod(terminal.path().c_str(), 0666) == 0);
  const auto try_to_open = [&] {
    return run({.arguments = {"dd", "count=0", "status=none", "if=" + terminal.path()},
                .environment = {{"LC_ALL", "C"}},
                .before_exec = become_ordinary_user});
  };
  Process program(exporter({"--device", terminal.path(), "--stdout"}));
  terminal.wait_for_raw_reader();
  BOOST_TEST(
      try_to_open().err ==
      kaifa::formatted("dd: failed to open '{}': Device or resource busy\n", terminal.path()));
  program.send(SIGTERM);
  (void)program.wait();
  BOOST_TEST(try_to_open().err == "");
}

BOOST_AUTO_TEST_CASE(is_waited_for_by_those_who_may_not_even_open_it) {
  const Terminal terminal;
  BOOST_REQUIRE(chmod(terminal.path().c_str(), 0666) == 0);
  const auto start_run = [&](const std::string& list) {
    Command command = exporter({"--device", terminal.path(), "--list", list, "--stdout"});
    command.before_exec = become_ordinary_user;
    return std::make_unique<Process>(command);
  };
  const auto first = start_run("3");
  terminal.wait_for_raw_reader();
  const auto second = start_run("2");
  wait_until("for the second run", [&] { return is_waiting(*second); });
  terminal.write(frame(3));
  check_says(first->wait(), said_in(frame(3)));
  terminal.write_until(frame(2), [&] { return second->has_ended(); });
  check_says(second->wait(), said_in(frame(2)));
}

BOOST_AUTO_TEST_CASE(does_not_become_the_terminal_that_controls_the_program) {
  const Terminal terminal;
  Command command = exporter({"--device", terminal.path(), "--stdout"});
  command.before_exec = [] { setsid(); }; // as systemd does
  Process program(command);
  terminal.wait_for_raw_reader();
  const std::string stat = read_file(kaifa::formatted("/proc/{}/stat", program.id()));
  std::istringstream fields(stat.substr(stat.rfind(')') + 1)); // after the name, see proc(5)
  std::string state;
  int parent = 0, group = 0, session = 0, controlling_terminal = -1;
  fields >> state >> parent >> group >> session >> controlling_terminal;
  BOOST_TEST(session == program.id());
  BOOST_TEST(controlling_terminal == 0);
}

BOOST_AUTO_TEST_CASE(may_stall_in_the_middle_of_a_frame) {
  Fifo fifo;
  Process program(exporter({"--device", fifo.path, "--stdout"}));
  fifo.wait_for_reader();
  const auto whole = frame(2);
  const std::span bytes(whole);
  constexpr std::size_t part = 50;
  fifo.write_and_wait_until_read(bytes.first(part));
  fifo.write_and_wait_until_read(bytes.subspan(part, part));
  fifo.write_and_wait_until_read(bytes.subspan(2 * part));
  check_says(program.wait(), said_in(whole));
}

BOOST_AUTO_TEST_CASE(shows_what_arrives_when_asked) {
  auto damaged = frame(2);
  damaged[1] = 0xa8;
  const Outcome outcome =
      run(exporter({"--device", "-", "--stdout", "--verbose"},
                   to_string(frame(1)) + to_string(damaged) + to_string(frame(2))));
  BOOST_TEST(outcome.status == EX_OK);
  BOOST_TEST(
      outcome.err.starts_with("list 1 in 41 bytes at byte 0\n"
                              "rejected at byte 41: segmented: part of a segmented message\n"));
  BOOST_TEST(outcome.err.ends_with("\nlist 2 in 123 bytes at byte 164\n"));
}

BOOST_AUTO_TEST_CASE(shows_why_there_are_no_voltages_when_asked) {
  auto measurement = distinct_measurement();
  measurement.meter_type = "MA999";
  const auto list = [&](int number) {
    return to_string(simulator::list_frame(simulator::Variant::norway_3_wire, number, measurement,
                                           *simulator::parse_local_time("2024-02-29T12:58:20")));
  };
  const std::string why = "voltages left out: the type of the meter does not tell whether it has "
                          "3 wires or 4; see --wiring\n";
  const auto outcome_with = [&](const std::string& wiring) {
    return run(exporter({"--device", "-", "--stdout", "--verbose", "--wiring", wiring}, list(2)));
  };
  const Outcome unknown = outcome_with("auto");
  BOOST_TEST(unknown.err == "list 2 in 120 bytes at byte 0\n" + why);
  BOOST_TEST(unknown.out.find("kaifa_voltage_volts") == std::string::npos);
  const Outcome known = outcome_with("4");
  BOOST_TEST(known.err == "list 2 in 120 bytes at byte 0\n");
  BOOST_TEST(known.out.find("kaifa_voltage_volts") != std::string::npos);
  // No list 1 has voltages.
  BOOST_TEST(
      run(exporter({"--device", "-", "--stdout", "--verbose", "--list", "1"}, list(1))).err ==
      "list 1 in 41 bytes at byte 0\n");
}

BOOST_AUTO_TEST_SUITE_END()
