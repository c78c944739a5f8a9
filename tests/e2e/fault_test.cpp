// Every call of a run that can fail on its own does so, in turn. The run then says so, and both
// files are whole.
#include "formatted.h"
#include "host/line_settings.h"
#include "host/path_remedy.h"
#include "support/frames.h"
#include "support/interposer.h"
#include "support/terminal.h"
#include "support/workplace.h"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <sys/file.h>
#include <sys/resource.h>
#include <sysexits.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>
#include <tuple>

namespace {

using namespace support;
namespace data = boost::unit_test::data;
using Names = std::vector<std::string>;

/// From the creation of a nameless file to its last byte on the disk; then the file gets its name.
const Names calls_of_a_draft = {"openat", "write", "fchmod", "fsync"};
const Names calls_of_a_name = {"linkat", "renameat"};

/// The first call of this name for a file, and what the message calls the call.
struct Step {
  std::string call;
  std::string name;
  bool has_nameless_files = true;
};
std::ostream& operator<<(std::ostream& out, const Step& step) {
  return out << step.name;
}
const std::vector<Step> steps = {
    {"write", "write"},
    {"fchmod", "set its mode"},
    {"fsync", "flush it to disk"},
    {"renameat", "rename"},
    {"openat", "create a temporary file", false},
};

/// The energy file is written first, then the reading.
const Names files_in_order = {"kaifa_energy.prom", "kaifa.prom"};

void check_all_new(const Workplace& workplace, const Outcome& outcome) {
  BOOST_TEST(outcome.err == "");
  BOOST_TEST(outcome.status == EX_OK);
  for (const std::string& file : both_files)
    BOOST_TEST(workplace.state_of(file) == "new");
}

void check_says_why(const Outcome& outcome, int error) {
  BOOST_TEST(outcome.err.starts_with("kaifa-exporter: "));
  BOOST_TEST(outcome.err.find(std::strerror(error)) != std::string::npos, outcome.err);
  BOOST_TEST(std::ranges::count(outcome.err, '\n') == 1);
  // One call fails for a reason that no user can do anything about.
  const bool is_bug = outcome.err.find("report it: cannot wait") != std::string::npos;
  const std::set<int> statuses = {EX_NOINPUT, EX_CANTCREAT, EX_IOERR, EX_CONFIG};
  BOOST_TEST((is_bug ? outcome.status == EX_SOFTWARE : statuses.contains(outcome.status)),
             outcome.err);
}

} // namespace

BOOST_AUTO_TEST_SUITE(faults)

BOOST_AUTO_TEST_CASE(both_files_are_complete_on_the_disk_before_one_gets_its_name) {
  const Workplace workplace;
  const Names calls = calls_of(workplace.run_for("3"));
  Names expected;
  for (const Names& part : {calls_of_a_draft, calls_of_a_draft, calls_of_a_name, calls_of_a_name})
    expected.insert(expected.end(), part.begin(), part.end());
  const auto first = std::search(calls.begin(), calls.end(), expected.begin(), expected.end());
  BOOST_REQUIRE((first != calls.end()));
  const Names rest(first + std::ssize(expected), calls.end());
  BOOST_TEST(std::ranges::count(rest, "write") == 0);
}

BOOST_DATA_TEST_CASE(a_step_that_fails_is_named_and_the_old_file_stays, data::make(steps), step) {
  const Workplace workplace;
  const auto command = [&] {
    const Command run = workplace.run_for("3");
    return step.has_nameless_files ? run : without_nameless_files(run);
  };
  const Names calls = calls_of(command());
  for (int file = 0; file < 2; ++file)
    for (const int error : {EIO, ENOSPC, EDQUOT, EROFS}) {
      const std::string& name = files_in_order[static_cast<std::size_t>(file)];
      workplace.restore();
      const Outcome outcome =
          run(with_failing_call(command(), number_of(calls, step.call, file + 1), error));
      BOOST_TEST_CONTEXT(name << ", " << std::strerror(error)) {
        const std::string path = workplace.path_of(name);
        BOOST_TEST(outcome.err ==
                   kaifa::formatted("kaifa-exporter: cannot write {}: {}: {}{}\n", path, step.name,
                                    std::strerror(error),
                                    kaifa::output_remedy(kaifa::directory_of(path), error)));
        BOOST_TEST(outcome.status == EX_CANTCREAT);
        BOOST_TEST(workplace.state_of(name) == "old");
        const bool first_has_its_name =
            (step.call == "renameat" || !step.has_nameless_files) && file == 1;
        BOOST_TEST(workplace.state_of(files_in_order[0]) == (first_has_its_name ? "new" : "old"));
        BOOST_TEST(workplace.temporary_files() == Names(), boost::test_tools::per_element());
      }
    }
}

BOOST_DATA_TEST_CASE(a_file_system_without_nameless_files_is_good_enough,
                     data::make(Names{"openat", "linkat"}), call) {
  const Workplace workplace;
  const Names calls = calls_of(workplace.run_for("3"));
  for (const int nth : {1, 2}) {
    workplace.restore();
    check_all_new(workplace, run(with_failing_call(workplace.run_for("3"),
                                                   number_of(calls, call, nth), EOPNOTSUPP)));
  }
}

BOOST_AUTO_TEST_CASE(a_temporary_name_that_is_taken_is_left_alone_and_another_used) {
  for (const auto& [call, nth, has_nameless] : std::vector<std::tuple<std::string, int, bool>>{
           {"linkat", 1, true}, {"linkat", 2, true}, {"openat", 1, false}, {"openat", 2, false}}) {
    const Workplace workplace;
    Command command = workplace.run_for("3");
    if (!has_nameless)
      command = without_nameless_files(command);
    const std::size_t number = number_of(calls_of(command), call, nth);
    workplace.restore();
    check_all_new(workplace, run(with_failing_call(command, number, EEXIST)));
    BOOST_TEST(workplace.temporary_files() == Names(), boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(an_old_temporary_file_that_cannot_be_removed_stops_nobody) {
  const Workplace workplace;
  const auto leave_an_old_one = [&] {
    workplace.restore();
    write_file(workplace.path_of(".kaifa-exporter.tmp"), "kaifa_active_po");
    workplace.make_temporary_files_old();
  };
  leave_an_old_one();
  const Names calls = calls_of(workplace.run_for("3"));
  for (const int error : {EPERM, EACCES, EROFS, EBUSY, EIO, ENOENT}) {
    leave_an_old_one();
    check_all_new(workplace, run(with_failing_call(workplace.run_for("3"),
                                                   number_of(calls, "unlinkat", 1), error)));
    BOOST_TEST(workplace.temporary_files() == Names{".kaifa-exporter.tmp"});
  }
}

BOOST_AUTO_TEST_CASE(a_partial_write_is_followed_by_the_rest) {
  const Workplace workplace;
  const Names calls = calls_of(workplace.run_for("3"));
  for (const int nth : {1, 2}) {
    workplace.restore();
    check_all_new(workplace,
                  run(with_short_write(workplace.run_for("3"), number_of(calls, "write", nth))));
  }
}

BOOST_AUTO_TEST_CASE(a_file_that_outgrows_its_limit_half_way_is_given_up) {
  const Workplace workplace;
  Command command = workplace.run_for("2");
  command.before_exec = [] {
    constexpr rlimit limit = {100, 100};
    setrlimit(RLIMIT_FSIZE, &limit);
  };
  const Outcome outcome = run(command);
  BOOST_TEST(outcome.err ==
             kaifa::formatted("kaifa-exporter: cannot write {}: write: File too large; "
                              "the limit of a file's size is too low, see 'ulimit -f'\n",
                              workplace.path_of("kaifa.prom")));
  BOOST_TEST(outcome.status == EX_CANTCREAT);
  BOOST_TEST(workplace.state_of("kaifa.prom") == "old");
  BOOST_TEST(workplace.temporary_files() == Names(), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(whatever_call_fails_both_files_are_whole_and_one_line_says_why) {
  constexpr std::size_t more_than_all_calls = 60;
  // So many calls of these names may fail without harm: those that look who else uses the file or
  // the port, make a nameless file, give it a name, look for leftovers or remove a failure.
  const std::map<std::string, int> harmless = {
      {"fstat", 5}, {"ioctl", 2}, {"linkat", 2}, {"openat", 3}, {"unlink", 2}};
  const Workplace workplace;
  const TemporaryDirectory directory;
  const std::string log = directory / "log";
  for (const int error : {EIO, ENOSPC, EACCES, EMFILE}) {
    std::map<std::string, int> had_no_effect;
    for (std::size_t number = 1; number <= more_than_all_calls; ++number) {
      workplace.restore();
      std::filesystem::remove(log);
      const Terminal port;
      Command command = with_failing_call(workplace.run_at(port.path(), "3"), number, error);
      command.environment["INTERPOSER_LOG"] = log;
      Process program(command);
      port.write_when_raw(frame(3), [&] { return program.has_ended(); });
      const Outcome outcome = program.wait();
      BOOST_TEST_CONTEXT("call " << number << ": " << std::strerror(error)) {
        workplace.check_whole();
        BOOST_TEST(workplace.temporary_files() == Names(), boost::test_tools::per_element());
        if (outcome.status != EX_OK && number < more_than_all_calls) {
          check_says_why(outcome, error);
          continue;
        }
        check_all_new(workplace, outcome);
        std::istringstream calls(read_file(log));
        std::string name;
        for (std::size_t i = 0; i < number; ++i)
          std::getline(calls, name);
        if (calls && name != "close")
          ++had_no_effect[name];
      }
    }
    BOOST_TEST((had_no_effect == harmless), std::strerror(error));
  }
}

BOOST_AUTO_TEST_CASE(what_cannot_be_opened_for_a_moment_is_opened_again) {
  const Workplace workplace;
  constexpr int of_configuration = 1;
  constexpr int of_port = 2;
  for (const auto& [nth, error] : {std::pair(of_configuration, EINTR), std::pair(of_port, EINTR),
                                   std::pair(of_port, EBUSY)}) { // another program has it
    Command command = workplace.run_for("2");
    command.arguments.push_back("--stdout");
    std::erase(command.arguments, "--textfile-dir");
    std::erase(command.arguments, workplace.directory());
    const Outcome outcome =
        run(with_failing_call(command, number_of(calls_of(command), "open", nth), error));
    BOOST_TEST(outcome.err == "");
    BOOST_TEST(outcome.status == EX_OK);
  }
}

BOOST_AUTO_TEST_CASE(a_call_that_a_signal_interrupts_or_that_comes_too_early_is_repeated) {
  const Workplace workplace;
  const Names calls = calls_of(workplace.run_for("3"));
  for (const auto& [name, error] : std::vector<std::pair<std::string, int>>{
           {"poll", EINTR}, {"read", EINTR}, {"read", EAGAIN}, {"write", EINTR}})
    for (int nth = 1; nth <= std::ranges::count(calls, name); ++nth) {
      workplace.restore();
      BOOST_TEST_CONTEXT(name << ' ' << nth << ": " << std::strerror(error)) {
        check_all_new(workplace, run(with_failing_call(workplace.run_for("3"),
                                                       number_of(calls, name, nth), error)));
      }
    }
}

/// EINVAL: the driver applied only some of the settings, or none. The resulting settings decide.
BOOST_AUTO_TEST_CASE(a_port_is_used_if_it_has_the_settings_whatever_its_driver_says) {
  const Workplace workplace;
  for (const bool has_them : {true, false}) {
    const Terminal port;
    const kaifa::UniqueFd slave = port.open_slave();
    if (has_them)
      kaifa::set_raw(slave.get(), {});
    workplace.restore();
    Process program(with_failing_first(workplace.run_at(port.path(), "3"), "tcsetattr", EINVAL));
    port.write_until(frame(3), [&] { return program.has_ended(); });
    const Outcome outcome = program.wait();
    if (has_them) {
      check_all_new(workplace, outcome);
    } else {
      BOOST_TEST(outcome.err ==
                 kaifa::formatted("kaifa-exporter: cannot use {}: it does not take these settings: "
                                  "Invalid argument; its driver refuses this --baud or --parity\n",
                                  port.path()));
      BOOST_TEST(outcome.status == EX_NOINPUT);
      workplace.check_whole();
    }
  }
}

BOOST_AUTO_TEST_CASE(a_port_that_cannot_be_set_up_is_reported_with_what_failed) {
  const Workplace workplace;
  for (const auto& [call, nth, what] :
       std::vector<std::tuple<std::string, std::size_t, std::string>>{
           {"tcgetattr", 1, "cannot read its settings"},
           {"flock", 1, "cannot lock"},
           {"ioctl", 2, "cannot lock"}, // after the question whether another program has done so
           {"tcflush", 1, "cannot discard old bytes"},
           {"tcsetattr", 1, "cannot set it up"},
           {"tcgetattr", 2, "cannot read its settings"}}) {
    const Terminal port;
    workplace.restore();
    const Outcome outcome =
        run(with_failing_nth(workplace.run_at(port.path(), "3"), call, nth, EIO));
    BOOST_TEST(outcome.err ==
               kaifa::formatted("kaifa-exporter: cannot use {}: {}: Input/output error; "
                                "was the adapter unplugged? 'sudo dmesg' says more\n",
                                port.path(), what));
    BOOST_TEST(outcome.status == EX_NOINPUT);
    workplace.check_whole();
  }
}

/// Otherwise a run of the same name could publish an older reading after a newer one.
BOOST_AUTO_TEST_CASE(the_port_is_held_and_a_failure_stays_until_the_files_are_published) {
  const Workplace workplace;
  for (const std::string call : {"write", "linkat", "renameat"}) {
    const Terminal port;
    const kaifa::UniqueFd other = port.open_slave();
    workplace.restore();
    const std::string failure = workplace.path_of("kaifa_energy_failure.prom");
    write_file(failure, "of the run before");
    Process program(stopped_at_first(workplace.run_at(port.path(), "3"), call));
    port.write_when_raw(frame(3), [&] { return program.is_stopped() || program.has_ended(); });
    BOOST_TEST(program.is_stopped());
    BOOST_TEST(flock(other.get(), LOCK_EX | LOCK_NB) == -1, call);
    BOOST_TEST(std::filesystem::exists(failure), call);
    program.send(SIGCONT);
    check_all_new(workplace, program.wait());
    BOOST_TEST(!std::filesystem::exists(failure));
    BOOST_TEST(flock(other.get(), LOCK_EX | LOCK_NB) == 0);
  }
}

BOOST_AUTO_TEST_CASE(a_lock_that_is_interrupted_or_taken_is_requested_again) {
  const Workplace workplace;
  for (const int error : {EINTR, EWOULDBLOCK}) {
    const Terminal port;
    workplace.restore();
    Process program(with_failing_first(workplace.run_at(port.path(), "3"), "flock", error));
    port.write_until(frame(3), [&] { return program.has_ended(); });
    check_all_new(workplace, program.wait());
  }
}

BOOST_AUTO_TEST_SUITE_END()
