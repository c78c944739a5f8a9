// A run may print to a reader that never reads. The next run must not suffer from that.
#include "support/failure.h"
#include "support/frames.h"
#include "support/full_pipe.h"
#include "support/reading.h"
#include "support/terminal.h"
#include "support/workplace.h"

#include <boost/test/unit_test.hpp>
#include <fcntl.h>
#include <sysexits.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <thread>

namespace {

using namespace support;
using Names = std::vector<std::string>;

} // namespace

BOOST_AUTO_TEST_SUITE(printing)

BOOST_AUTO_TEST_CASE(
    to_nobody_leaves_the_port_to_other_runs_and_ends_while_a_run_with_a_later_deadline_waits,
    *boost::unit_test::label("slow")) {
  constexpr std::chrono::seconds least_patience(10);
  const TemporaryDirectory directory;
  write_file(directory / "capture", to_string(frame(2)));
  const FullPipe slow;
  const FullPipe unread;
  const Terminal port;
  const auto start = std::chrono::steady_clock::now();
  Process waiting(
      slow.writes_into_it({"--device", directory / "capture", "--stdout", "--timeout", "1h"}));
  Process stuck(unread.writes_into_it({"--device", port.path(), "--stdout", "--timeout", "4s"}));
  port.wait_for_raw_reader();
  port.write(frame(2));
  Process next(exporter({"--device", port.path(), "--stdout"}));
  port.write_until(frame(2), [&] { return next.has_ended(); });
  BOOST_TEST(!stuck.has_ended());
  check_says(next.wait(), said_in(frame(2)));
  const Outcome of_nobody = stuck.wait();
  BOOST_TEST(of_nobody.err == "kaifa-exporter: cannot write to standard output: nobody reads it\n");
  BOOST_TEST(of_nobody.status == EX_CANTCREAT);
  BOOST_TEST((std::chrono::steady_clock::now() - start >= least_patience));

  std::this_thread::sleep_until(start + least_patience + std::chrono::milliseconds(500));
  for (int blocks_of_a_list = 4; blocks_of_a_list > 0; --blocks_of_a_list)
    slow.take_a_block();
  const Outcome of_slow_reader = waiting.wait();
  BOOST_TEST(of_slow_reader.err == "");
  BOOST_TEST(of_slow_reader.status == EX_OK);
}

BOOST_AUTO_TEST_CASE(beside_files_comes_after_them) {
  for (const std::vector<std::string>& destination :
       {std::vector<std::string>{"--stdout", "--name", "m"}, {"--name", "m", "--stdout"}})
    for (const std::string format : {"", "prom", "text", "json", "dump"}) {
      const TemporaryDirectory directory;
      std::vector<std::string> arguments = {"--device", "-", "--textfile-dir", directory.path()};
      arguments.insert(arguments.end(), destination.begin(), destination.end());
      if (!format.empty())
        arguments.insert(arguments.end(), {"--format", format});
      const Outcome outcome = run(exporter(arguments, to_string(frame(3))));
      BOOST_TEST(outcome.status == EX_OK, outcome.err);
      BOOST_TEST(directory.names() == (Names{"m.prom", "m_energy.prom"}),
                 boost::test_tools::per_element());
      // The same as without files, except for times and durations.
      Command only_printing = exporter({"--device", "-", "--stdout"}, to_string(frame(3)));
      if (!format.empty())
        only_printing.arguments.insert(only_printing.arguments.end(), {"--format", format});
      const std::string printed = run(only_printing).out;
      BOOST_TEST(outcome.out.substr(0, 40) == printed.substr(0, 40));
      BOOST_TEST(std::ranges::count(outcome.out, '\n') == std::ranges::count(printed, '\n'));
    }
}

BOOST_AUTO_TEST_CASE(that_fails_leaves_the_new_files_and_no_failure) {
  const Workplace workplace;
  Command command = workplace.run_for("3");
  command.arguments.push_back("--stdout");
  command.before_exec = [] { dup2(open("/dev/full", O_WRONLY), STDOUT_FILENO); };
  check_ended(run(command), EX_CANTCREAT,
              "cannot write to standard output: No space left on device");
  for (const std::string& file : both_files)
    BOOST_TEST(workplace.state_of(file) == "new");
  BOOST_TEST(!std::filesystem::exists(workplace.path_of("kaifa_energy_failure.prom")));
}

BOOST_AUTO_TEST_CASE(beside_files_leaves_the_failure_of_a_run_that_reads_nothing) {
  const EarlierFiles files;
  const Outcome outcome = run(exporter(
      {"--device", "-", "--textfile-dir", files.directory(), "--stdout", "--format", "dump"},
      to_string(frame(2)).substr(0, 60)));
  BOOST_TEST(outcome.status == EX_DATAERR);
  BOOST_TEST(outcome.out.starts_with("   0  7e "));
  files.check_untouched_beside("kaifa_failure.prom");
}

/// The timers give a --name, because their purpose is to write files.
BOOST_AUTO_TEST_CASE(as_configured_gives_way_to_a_name_on_the_command_line) {
  const TemporaryDirectory directory;
  write_file(directory / "config", "stdout = true\n");
  const Outcome outcome = run(exporter({"--config", directory / "config", "--device", "-", "--name",
                                        "m", "--textfile-dir", directory.path()},
                                       to_string(frame(2))));
  BOOST_TEST(outcome.status == EX_OK);
  BOOST_TEST(outcome.out == "");
  BOOST_TEST(directory.names() == (Names{"config", "m.prom"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
