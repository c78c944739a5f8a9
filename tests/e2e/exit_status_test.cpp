// How a run ends, seen from outside the process: its status, and one line if it fails. Other ways
// to fail, each with its cause and what becomes of the files, are in failure_file_test.cpp; the
// unit tests of the diagnosis prove what the line says about the bytes that arrived.
#include "cli/option_table.h"
#include "formatted.h"
#include "simulator/push.h"
#include "support/failure.h"
#include "support/frames.h"
#include "support/pipe.h"
#include "support/terminal.h"
#include "version.h"

#include <boost/test/unit_test.hpp>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sysexits.h>

#include <array>
#include <memory>
#include <thread>

namespace {

using namespace support;

} // namespace

BOOST_AUTO_TEST_SUITE(exit_status)

BOOST_AUTO_TEST_CASE(of_help_and_version_is_success) {
  for (const auto& [option, text] :
       {std::pair("--help", kaifa::help_text()),
        std::pair("--version", kaifa::formatted("kaifa-exporter {}\n", kaifa::version))}) {
    const Outcome outcome = run(exporter({"--list", "3", option}));
    BOOST_TEST(outcome.out == text);
    BOOST_TEST(outcome.err == "");
    BOOST_TEST(outcome.status == EX_OK);
  }
}

BOOST_AUTO_TEST_CASE(a_frame_that_has_begun_at_the_deadline_is_damage_and_dumped) {
  const simulator::Bytes push = simulator::mbus_frame(0x10, simulator::Bytes(100, 0x0f));
  const std::array<simulator::Bytes, 3> frames = {frame(1), frame(2), push};
  const std::array<Terminal, 3> ports; // they stay open
  std::vector<std::unique_ptr<Process>> runs;
  for (const Terminal& port : ports)
    runs.push_back(std::make_unique<Process>(
        exporter({"--device", port.path(), "--timeout", "2s", "--stdout", "--format", "dump"})));
  for (std::size_t i = 0; i < frames.size(); ++i) {
    ports[i].wait_for_raw_reader();
    const std::span begun = std::span(frames[i]).first(frames[i].size() / 2);
    ports[i].write(begun.first(10));
    ports[i].write(begun.subspan(10));
  }
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const Outcome outcome = runs[i]->wait();
    BOOST_TEST(outcome.out.starts_with(kaifa::formatted("   0  {:02x} ", frames[i][0])),
               outcome.out);
    BOOST_TEST(outcome.out.find("\nstops at byte ") != std::string::npos, outcome.out);
    BOOST_TEST(outcome.status == EX_DATAERR);
  }
}

BOOST_AUTO_TEST_CASE(a_directory_as_standard_input_is_no_input) {
  Command command = exporter({"--device", "-", "--stdout"});
  command.before_exec = [] { dup2(open("/", O_RDONLY | O_DIRECTORY), STDIN_FILENO); };
  check_ended(run(command), EX_NOINPUT, "cannot read standard input: it is a directory");
}

BOOST_AUTO_TEST_CASE(an_empty_file_as_standard_input_has_nobody_who_writes_it) {
  const TemporaryDirectory directory;
  write_file(directory / "capture", "");
  Command command = exporter({"--device", "-", "--stdout"});
  command.before_exec = [&] {
    dup2(open((directory / "capture").c_str(), O_RDONLY), STDIN_FILENO);
  };
  check_ended(run(command), EX_UNAVAILABLE,
              "no list 2 up to the end of standard input: the file is empty");
}

BOOST_AUTO_TEST_CASE(a_closed_standard_input_is_an_io_error) {
  Command command = exporter({"--device", "-", "--stdout"});
  command.before_exec = [] { close(STDIN_FILENO); };
  check_ended(run(command), EX_IOERR, "standard input failed while waiting: Bad file descriptor");
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
  const std::string before_seconds = "another process had the port for ";
  const std::size_t begin = outcome.err.find(before_seconds);
  BOOST_REQUIRE(begin != std::string::npos);
  const int seconds = std::stoi(outcome.err.substr(begin + before_seconds.size()));
  BOOST_TEST((seconds >= 1 && seconds <= 4), seconds); // a busy host starts the program late
}

BOOST_AUTO_TEST_CASE(a_silent_standard_input_is_unavailable) {
  const Pipe pipe;
  Command command = exporter({"--device", "-", "--stdout", "--timeout", "1"});
  command.before_exec = [&] { dup2(pipe.reader.get(), STDIN_FILENO); };
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
              kaifa::formatted("{0} stayed busy until the deadline: another process has it, and "
                               "'sudo fuser -v {0}' shows which",
                               port.path()));
}

BOOST_AUTO_TEST_SUITE_END()
