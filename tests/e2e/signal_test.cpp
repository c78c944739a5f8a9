#include "formatted.h"
#include "support/failure.h"
#include "support/frames.h"
#include "support/full_pipe.h"
#include "support/interposer.h"
#include "support/terminal.h"
#include "support/workplace.h"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sysexits.h>

namespace {

using namespace support;
namespace data = boost::unit_test::data;

const std::vector<int> ending_signals = {SIGINT, SIGTERM, SIGHUP};

void check_ended_by(const Outcome& outcome, int signal) {
  BOOST_TEST(outcome.signal == signal);
  BOOST_TEST(outcome.out == "");
  BOOST_TEST(outcome.err == "");
}

} // namespace

BOOST_AUTO_TEST_SUITE(signals)

BOOST_DATA_TEST_CASE(end_the_wait_cleanly, data::make(ending_signals), signal) {
  const EarlierFiles files;
  const Terminal port;
  Process program(exporter({"--device", port.path(), "--textfile-dir", files.directory()}));
  port.wait_for_raw_reader();
  program.send(signal);
  check_ended_by(program.wait(), signal);
  files.check_untouched();

  Process next(exporter({"--device", port.path(), "--stdout"}));
  port.write_until(frame(2), [&] { return next.has_ended(); });
  BOOST_TEST(next.wait().status == EX_OK);
}

BOOST_DATA_TEST_CASE(end_the_wait_for_a_busy_port, data::make(ending_signals), signal) {
  const Terminal port;
  const kaifa::UniqueFd other = port.open_slave();
  BOOST_REQUIRE(flock(other.get(), LOCK_EX) == 0);
  Process program(exporter({"--device", port.path(), "--stdout"}));
  wait_until("for the program to wait", [&] { return is_waiting(program); });
  program.send(signal);
  check_ended_by(program.wait(), signal);
}

BOOST_DATA_TEST_CASE(end_a_run_at_once_before_whatever_call_they_come, data::make(ending_signals),
                     signal) {
  const Workplace workplace;
  std::size_t number = 1;
  for (;; ++number) {
    const Terminal port;
    workplace.restore();
    Process program(stopped_at_call(workplace.run_at(port.path(), "3"), number));
    port.write_when_raw(frame(3), [&] { return program.is_stopped() || program.has_ended(); });
    if (program.has_ended()) {
      BOOST_TEST(program.wait().status == EX_OK);
      break;
    }
    program.send(signal);
    program.send(SIGCONT);
    BOOST_TEST_CONTEXT("before call " << number) {
      check_ended_by(program.wait(), signal);
      workplace.check_whole();
      BOOST_TEST(workplace.temporary_files() == std::vector<std::string>(),
                 boost::test_tools::per_element());
      BOOST_TEST(flock(port.open_slave().get(), LOCK_EX | LOCK_NB) == 0);
    }
  }
  BOOST_TEST(number > 20U);
}

BOOST_AUTO_TEST_CASE(end_the_wait_in_the_middle_of_a_frame) {
  const EarlierFiles files;
  const Terminal port;
  Process program(
      exporter({"--device", port.path(), "--textfile-dir", files.directory(), "--verbose"}));
  port.wait_for_raw_reader();
  auto stream = frame(1);
  const auto next = frame(2);
  stream.insert(stream.end(), next.begin(), next.begin() + 60);
  port.write(stream);
  program.wait_for_error("list 1 in 41 bytes at byte 0\n");
  program.send(SIGTERM);
  BOOST_TEST(program.wait().signal == SIGTERM);
  files.check_untouched();
}

BOOST_AUTO_TEST_CASE(do_not_end_a_run_that_was_started_to_ignore_them) {
  const Terminal port;
  Command command = exporter({"--device", port.path(), "--stdout"});
  command.before_exec = [] { std::signal(SIGHUP, SIG_IGN); };
  Process program(command);
  port.wait_for_raw_reader();
  program.send(SIGHUP);
  port.write(frame(2));
  BOOST_TEST(program.wait().status == EX_OK);
}

BOOST_DATA_TEST_CASE(end_a_run_that_was_started_with_them_blocked, data::make(ending_signals),
                     signal) {
  const Terminal port;
  Command command = exporter({"--device", port.path(), "--stdout"});
  command.before_exec = [signal = signal] {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, signal);
    sigprocmask(SIG_BLOCK, &signals, nullptr);
  };
  Process program(command);
  port.wait_for_raw_reader();
  program.send(signal);
  check_ended_by(program.wait(), signal);
}

BOOST_AUTO_TEST_CASE(
    end_process_1_of_a_container_with_the_status_of_a_shell,
    *needs("the right to make a PID namespace", [] {
      return run({.arguments = {"unshare", "--pid", "--fork", "true"}}).status == 0;
    })) {
  for (const int signal : ending_signals) {
    const Terminal port;
    Command command = exporter({"--device", port.path(), "--stdout"});
    command.arguments.insert(command.arguments.begin(), {"unshare", "--pid", "--fork"});
    Process unshare(command);
    port.wait_for_raw_reader();
    kill(std::stoi(read_file(kaifa::formatted("/proc/{0}/task/{0}/children", unshare.id()))),
         signal);
    const Outcome outcome = unshare.wait();
    BOOST_TEST(outcome.status == 128 + signal);
    BOOST_TEST(outcome.err == "");
  }
}

BOOST_AUTO_TEST_CASE(end_a_run_whose_output_nobody_takes) {
  const TemporaryDirectory directory;
  const std::string capture = directory / "capture";
  write_file(capture, to_string(frame(2)));
  const FullPipe pipe;
  Process program(pipe.writes_into_it({"--device", capture, "--stdout"}));
  wait_until("for the program to wait for a reader",
             [&] { return program.is_asleep() && !program.has_open(capture); });
  program.send(SIGTERM);
  BOOST_TEST(program.wait().signal == SIGTERM);
}

BOOST_AUTO_TEST_CASE(end_a_run_whose_output_is_taken_in_part) {
  const TemporaryDirectory directory;
  const std::string capture = directory / "capture";
  write_file(capture, to_string(frame(2)));
  const FullPipe pipe;
  const std::string long_label = "long=" + std::string(4096, 'x');
  const int full = pipe.unread();
  Process program(pipe.writes_into_it({"--device", capture, "--stdout", "--label", long_label}));
  pipe.take_a_block();
  wait_until("for the pipe to be full again", [&] { return pipe.unread() == full; });
  program.send(SIGTERM);
  BOOST_TEST(program.wait().signal == SIGTERM);
}

BOOST_AUTO_TEST_CASE(come_while_help_waits_for_a_reader_that_does_not_block) {
  const FullPipe pipe;
  Command command = pipe.writes_into_it({"--help"});
  command.before_exec = [before = command.before_exec] {
    before();
    fcntl(STDOUT_FILENO, F_SETFL, O_NONBLOCK);
  };
  Process program(command);
  wait_until("for the program to wait for a reader", [&] { return is_waiting(program); });
  program.send(SIGTERM);
  BOOST_TEST(program.wait().signal == SIGTERM);
}

BOOST_AUTO_TEST_SUITE_END()
