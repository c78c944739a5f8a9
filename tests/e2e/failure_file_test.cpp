// What a run that fails leaves in the textfile directory for Prometheus, and what removes it.
#include "formatted.h"
#include "host/unique_fd.h"
#include "support/failure.h"
#include "support/frames.h"
#include "support/interposer.h"
#include "support/key_folder.h"
#include "support/samples.h"
#include "support/terminal.h"
#include "support/workplace.h"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sysexits.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <filesystem>
#include <tuple>

namespace {

using namespace support;
namespace data = boost::unit_test::data;
using Names = std::vector<std::string>;
using Arguments = std::vector<std::string>;

const std::string list_2 = to_string(frame(2));
const std::string list_3 = to_string(frame(3));

/// A textfile directory, and runs that write into it.
class Home {
public:
  [[nodiscard]] Command command(Arguments arguments, const std::string& input = "") const {
    arguments.insert(arguments.end(), {"--textfile-dir", directory_.path()});
    return command_as_given(arguments, input);
  }
  /// The command without --textfile-dir.
  [[nodiscard]] static Command command_as_given(Arguments arguments,
                                                const std::string& input = "") {
    if (std::ranges::count(arguments, "--device") == 0)
      arguments.insert(arguments.end(), {"--device", "-"});
    return exporter(arguments, input);
  }

  [[nodiscard]] std::string path() const { return directory_.path(); }
  [[nodiscard]] std::string operator/(const std::string& name) const { return directory_ / name; }
  [[nodiscard]] Names names() const { return directory_.names(); }
  [[nodiscard]] bool has(const std::string& name) const {
    return std::filesystem::exists(directory_ / name);
  }

  /// The value of a label of the info metric in NAME_failure.prom.
  [[nodiscard]] std::string label(const std::string& label,
                                  const std::string& file = "kaifa_failure.prom") const {
    for (const auto& sample : exposition_parser::samples_of(read_file(directory_ / file)))
      if (sample.name == "kaifa_run_failure_info")
        return sample.labels.contains(label) ? sample.labels.at(label) : "none";
    return "no information";
  }
  [[nodiscard]] std::string cause(const std::string& file = "kaifa_failure.prom") const {
    return label("cause", file);
  }
  [[nodiscard]] std::string value(const std::string& metric) const {
    for (const auto& sample :
         exposition_parser::samples_of(read_file(*this / "kaifa_failure.prom")))
      if (sample.name == "kaifa_run_failure_" + metric)
        return sample.value;
    return "none";
  }

private:
  TemporaryDirectory directory_;
};

/// A way to fail.
struct Case {
  std::string cause;
  int status;
  std::string status_name;
  Arguments arguments;
  std::string input = "";
};
std::ostream& operator<<(std::ostream& out, const Case& failure) {
  return out << failure.cause;
}
const std::vector<Case> failures = {
    {"port_missing", EX_NOINPUT, "NOINPUT", {"--device", "/dev/nonexistent"}},
    {"port_missing", EX_NOINPUT, "NOINPUT", {"--device", "/nonexistent/capture"}},
    {"port_unusable", EX_NOINPUT, "NOINPUT", {"--device", "/"}},
    {"port_lost", EX_IOERR, "IOERR", {"--device", "/proc/self/mem"}},
    {"input_ended", EX_UNAVAILABLE, "UNAVAILABLE", {}},
    {"input_ended", EX_UNAVAILABLE, "UNAVAILABLE", {"--device", "/dev/null"}},
    {"noise", EX_DATAERR, "DATAERR", {}, "noise"},
    {"damaged", EX_DATAERR, "DATAERR", {}, list_2.substr(0, 60)},
    {"other_list", EX_TEMPFAIL, "TEMPFAIL", {"--list", "3"}, list_2},
    {"key_file", EX_CONFIG, "CONFIG", {"--key-file", "/nonexistent"}},
    {"ct_ratio", EX_CONFIG, "CONFIG", {"--ct-ratio", "3/2"}, list_2},
    {"output", EX_CANTCREAT, "CANTCREAT", {"--record", "/dev/null"}, list_2},
    {"output_missing", EX_CANTCREAT, "CANTCREAT", {"--record", "/nonexistent/file"}, list_2},
};

std::string file_of(const Case& failure) {
  return std::ranges::count(failure.arguments, "3") > 0 ? "kaifa_energy_failure.prom"
                                                        : "kaifa_failure.prom";
}

} // namespace

BOOST_AUTO_TEST_SUITE(failure_file)

BOOST_DATA_TEST_CASE(has_the_cause_and_the_status_of_the_run_and_leaves_the_readings,
                     data::make(failures), failure) {
  const EarlierFiles files;
  Arguments arguments = failure.arguments;
  arguments.insert(arguments.end(), {"--textfile-dir", files.directory()});
  Command command = Home::command_as_given(arguments, failure.input);
  command.before_exec = [] { umask(0077); };
  check_ended(run(command), failure.status, "");
  files.check_untouched_beside(file_of(failure));
  const std::string text = read_file(files / file_of(failure));
  BOOST_TEST(text.find(kaifa::formatted("status=\"{}\",cause=\"{}\",version=\"",
                                        failure.status_name, failure.cause)) != std::string::npos,
             text);
  BOOST_TEST(text.find(kaifa::formatted("\"}} {}\n", failure.status)) != std::string::npos, text);
  struct stat status {};
  BOOST_REQUIRE(stat((files / file_of(failure)).c_str(), &status) == 0);
  BOOST_TEST((status.st_mode & 07777) == 0644);
}

/// All four states of the failures of both jobs, and everything that may happen next.
BOOST_AUTO_TEST_CASE(of_each_job_is_removed_by_the_next_run_of_the_job_that_succeeds) {
  struct Step {
    const char* name;
    Arguments arguments;
    std::string input;
    std::array<int, 2> becomes; ///< failures of minute and hour: 1 there, 0 gone, -1 as before
  };
  const std::vector<Step> steps = {
      {"the minute fails", {}, "", {1, -1}},
      {"the hour fails", {"--list", "3"}, list_2, {-1, 1}},
      {"the minute reads list 2", {}, list_2, {0, -1}},
      {"the minute reads list 3", {}, list_3, {0, 0}},
      {"the hour reads list 3", {"--list", "3"}, list_3, {0, 0}},
      {"a run with --list 1 reads list 1", {"--list", "1"}, to_string(frame(1)), {0, -1}},
  };
  for (const int minute : {0, 1})
    for (const int hour : {0, 1})
      for (const Step& step : steps) {
        const Home home;
        (void)run(home.command({}, list_3));
        if (minute)
          (void)run(home.command({}));
        if (hour)
          (void)run(home.command({"--list", "3"}));
        (void)run(home.command({"--name", "other"}));
        (void)run(home.command(step.arguments, step.input));
        BOOST_TEST_CONTEXT(step.name << " after minute " << minute << ", hour " << hour) {
          const auto expected = [&](std::size_t job, int before) {
            return step.becomes[job] < 0 ? before : step.becomes[job];
          };
          BOOST_TEST(home.has("kaifa_failure.prom") == (expected(0, minute) == 1));
          BOOST_TEST(home.has("kaifa_energy_failure.prom") == (expected(1, hour) == 1));
          BOOST_TEST(home.has("other_failure.prom"));
          BOOST_TEST(home.has("kaifa.prom"));
        }
      }
}

BOOST_AUTO_TEST_CASE(counts_what_arrived) {
  const Home home;
  std::string damaged = list_2;
  damaged[30] ^= 1;
  (void)run(home.command({"--list", "3"}, list_2 + damaged + list_2));
  const Samples samples = parse_samples(read_file(home / "kaifa_energy_failure.prom"));
  const auto at = [&](const std::string& series) {
    const auto found = samples.find("kaifa_run_failure_" + series);
    return found == samples.end() ? "none" : found->second;
  };
  const std::string job = "list=\"3\",name=\"kaifa\"";
  BOOST_TEST(at("received_bytes{" + job + "}") == std::to_string(3 * list_2.size()));
  BOOST_TEST(at("received_lists{" + job + ",received=\"2\"}") == "2");
  BOOST_TEST(at("received_lists{" + job + ",received=\"1\"}") == "none");
  BOOST_TEST(at("rejected_frames{" + job + ",reason=\"fcs\"}") == "1");
  BOOST_TEST(at("rejected_frames{" + job + ",reason=\"hcs\"}") == "none");
}

BOOST_AUTO_TEST_CASE(of_a_port_that_another_run_keeps_has_the_earlier_cause) {
  const Home home;
  const Terminal port;
  const auto fail_at_the_port = [&] {
    check_ended(run(home.command({"--device", port.path(), "--timeout", "1s"})), EX_TEMPFAIL,
                "stayed busy");
  };
  {
    const kaifa::UniqueFd other = port.open_slave();
    BOOST_REQUIRE(flock(other.get(), LOCK_EX) == 0);
    BOOST_REQUIRE(ioctl(other.get(), TIOCEXCL) == 0);
    fail_at_the_port();
    BOOST_TEST(home.cause() == "other_run");
    (void)run(home.command({}, "noise"));
    const std::string before = read_file(home / "kaifa_failure.prom");
    const std::string failed_at = home.value("timestamp_seconds");
    fail_at_the_port();
    BOOST_TEST(home.cause() == "noise");
    BOOST_TEST(home.label("status") == "DATAERR");
    BOOST_TEST(home.value("exit_status") == "65");
    BOOST_TEST(home.value("received_bytes") == "5");
    BOOST_TEST(std::stod(home.value("timestamp_seconds")) > std::stod(failed_at) + 0.9);
    BOOST_TEST(std::stod(home.value("duration_seconds")) > 0.9);
    // Nothing else has changed.
    const auto count_lines = [](const std::string& text) { return std::ranges::count(text, '\n'); };
    BOOST_TEST(count_lines(read_file(home / "kaifa_failure.prom")) == count_lines(before));
    // A power cut may leave an empty file.
    for (const std::string& text : {std::string(), before.substr(0, before.size() / 2)}) {
      write_file(home / "kaifa_failure.prom", text);
      fail_at_the_port();
      BOOST_TEST(home.cause() == "other_run");
    }
    BOOST_REQUIRE(ioctl(other.get(), TIOCNXCL) == 0);
  }
}

BOOST_AUTO_TEST_CASE(of_a_port_that_another_program_keeps_says_so) {
  const auto lock = [](int fd) { return flock(fd, LOCK_EX); };
  const auto exclude = [](int fd) { return ioctl(fd, TIOCEXCL); };
  for (const std::function<int(int)>& keep : {std::function<int(int)>(lock), {exclude}}) {
    const Home home;
    const Terminal port;
    (void)run(home.command({}, "noise"));
    const kaifa::UniqueFd other_program = port.open_slave();
    BOOST_REQUIRE(keep(other_program.get()) == 0);
    check_ended(run(home.command({"--device", port.path(), "--timeout", "1s"})), EX_TEMPFAIL,
                "stayed busy");
    BOOST_TEST(home.cause() == "port_busy");
  }
}

BOOST_AUTO_TEST_CASE(of_a_port_that_cannot_be_opened_tells_absence_from_a_lack_of_rights) {
  const Workplace workplace;
  const Command command = workplace.run_for("2");
  const Names calls = calls_of(command);
  const auto last = static_cast<int>(std::ranges::count(calls, "open")); // the port comes last
  const std::size_t number = number_of(calls, "open", last);
  for (const auto& [error, cause] :
       std::vector<std::pair<int, std::string>>{{ENOENT, "port_missing"},
                                                {ENXIO, "port_missing"},
                                                {ENODEV, "port_missing"},
                                                {EACCES, "port_permission"},
                                                {EPERM, "port_permission"},
                                                {EIO, "port_unusable"},
                                                {EMFILE, "port_unusable"}}) {
    BOOST_TEST(run(with_failing_call(command, number, error)).status == EX_NOINPUT);
    BOOST_TEST(read_file(workplace.path_of("kaifa_failure.prom")).find("cause=\"" + cause + "\"") !=
                   std::string::npos,
               std::strerror(error));
  }
}

/// Otherwise a failure that is left late would hide the success of the next run for ever.
BOOST_AUTO_TEST_CASE(is_there_before_the_next_run_has_the_port) {
  const Home home;
  const Terminal port;
  Process failing(with_slow_names(home.command({"--device", port.path(), "--ct-ratio", "3/2"}),
                                  std::chrono::seconds(1)));
  port.wait_for_raw_reader();
  Process next(home.command({"--device", port.path()}));
  port.write_until(frame(2), [&] { return next.has_ended(); });
  BOOST_TEST(next.wait().status == EX_OK);
  BOOST_TEST(failing.wait().status == EX_CONFIG);
  BOOST_TEST(home.names() == Names{"kaifa.prom"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(is_there_once_the_message_is) {
  for (const Arguments& arguments : {Arguments(), {"--name", "kaifa", "--nonsense"}})
    for (std::size_t number = 1;; ++number) {
      const Home home;
      const Outcome outcome = run(killed_at_call(home.command(arguments, "noise"), number));
      BOOST_TEST((outcome.err.empty() || home.has("kaifa_failure.prom")),
                 outcome.err << "call " << number);
      if (outcome.signal == 0)
        break;
    }
}

/// Of the calls that change a directory or its files, a run makes those of its readings, and looks
/// for each failure that it would remove.
BOOST_AUTO_TEST_CASE(costs_a_run_that_succeeds_one_look) {
  for (const auto& [list, input, readings] :
       {std::tuple(2, list_2, Names{"kaifa.prom"}),
        std::tuple(3, list_3, Names{"kaifa.prom", "kaifa_energy.prom"})}) {
    const Home home;
    const TemporaryDirectory elsewhere;
    write_file(elsewhere / "capture", input);
    const Names calls =
        calls_of(home.command({"--device", elsewhere / "capture", "--list", std::to_string(list)}));
    const auto count = [&](const std::string& name) {
      return static_cast<std::size_t>(std::ranges::count(calls, name));
    };
    for (const std::string name : {"write", "fsync", "linkat", "renameat", "unlink"})
      BOOST_TEST(count(name) == readings.size(), name << " of list " << list);
    for (const std::string name : {"unlinkat", "rename", "ftruncate", "futimens", "mkdir"})
      BOOST_TEST(count(name) == 0, name << " of list " << list);
    BOOST_TEST(home.names() == readings, boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(costs_no_flush_to_the_disk) {
  const Home home;
  const Names calls = calls_of(home.command({"--device", "/nonexistent/port"}), EX_NOINPUT);
  BOOST_TEST(std::ranges::count(calls, "fsync") == 0);
  BOOST_TEST(std::ranges::count(calls, "renameat") == 1);
  BOOST_TEST(home.names() == Names{"kaifa_failure.prom"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(of_a_fault_of_the_program_has_the_cause_bug) {
  const Home home;
  write_file(home / "capture", list_2);
  const Command command = home.command({"--device", home / "capture"});
  (void)run(command); // a second run makes the same calls as a third
  const Names calls = calls_of(command);
  // The last wait is for the next bytes; earlier ones are for the configuration and the port.
  const auto polls = static_cast<int>(std::ranges::count(calls, "poll"));
  const std::size_t poll = number_of(calls, "poll", polls);
  const Outcome outcome = run(with_failing_call(command, poll, EIO));
  BOOST_TEST(outcome.err == "kaifa-exporter: this is a bug, please report it: cannot wait: "
                            "Input/output error\n");
  BOOST_TEST(outcome.status == EX_SOFTWARE);
  BOOST_TEST(home.cause() == "bug");
  BOOST_TEST(home.value("exit_status") == "70");
}

BOOST_AUTO_TEST_CASE(is_not_left_by_a_run_that_only_prints_or_writes_one_file) {
  const Home home;
  write_file(home / "config", "textfile-dir = " + home.path() + "\n");
  for (const Arguments& arguments :
       {Arguments{"--stdout"}, Arguments{"--output", home / "out.prom"}}) {
    Arguments all = {"--config", home / "config"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    BOOST_TEST(run(Home::command_as_given(all, "noise")).status == EX_DATAERR);
    BOOST_TEST(home.names() == Names{"config"}, boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(is_not_left_by_a_signal) {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    const Home home;
    const Terminal port;
    Process program(home.command({"--device", port.path()}));
    port.wait_for_raw_reader();
    program.send(signal);
    BOOST_TEST(program.wait().signal == signal);
    BOOST_TEST(home.names() == Names(), boost::test_tools::per_element());
  }
}

/// Whatever prevents the file from being written, the run prints the same message as without it.
BOOST_AUTO_TEST_CASE(that_cannot_be_written_changes_neither_message_nor_status) {
  const Outcome with_file = run(Home().command({}, "noise"));
  const auto check_says_the_same = [&](const Outcome& without) {
    BOOST_TEST(without.err == with_file.err);
    BOOST_TEST(without.status == with_file.status);
  };
  const Home taken;
  std::filesystem::create_directory(taken / "kaifa_failure.prom");
  check_says_the_same(run(taken.command({}, "noise")));
  const Home fifo;
  BOOST_REQUIRE(mkfifo((fifo / "kaifa_failure.prom").c_str(), 0644) == 0);
  check_says_the_same(run(fifo.command({}, "noise")));
}

/// The disk becomes full, or read-only, or the user loses his rights, while the run waits.
BOOST_AUTO_TEST_CASE(of_a_directory_that_takes_no_more_changes_neither_message_nor_status) {
  const Home home;
  const Command command = home.command({}, "noise");
  const Outcome undisturbed = run(command);
  const Names calls =
      calls_of(command, EX_DATAERR); // the file is there, as in all runs from now on
  const auto message = std::find(calls.rbegin(), calls.rend(), "write");
  // The message is a poll and a write.
  const auto last = static_cast<std::size_t>(std::distance(message, calls.rend())) - 1;
  const std::size_t first = number_of(calls, "write", 1);
  BOOST_REQUIRE(first < last);
  for (const int error : {ENOSPC, EDQUOT, EROFS, EACCES, EIO})
    for (std::size_t number = first; number < last; ++number)
      BOOST_TEST_CONTEXT(calls[number - 1] << " fails with " << std::strerror(error)) {
        const Outcome disturbed = run(with_failing_call(command, number, error));
        BOOST_TEST(disturbed.err == undisturbed.err);
        BOOST_TEST(disturbed.status == undisturbed.status);
        BOOST_TEST(home.names() == Names{"kaifa_failure.prom"}, boost::test_tools::per_element());
      }
}

/// What is wrong is found before the wait, and nothing can say so there.
BOOST_AUTO_TEST_CASE(is_not_left_in_a_directory_of_another_user_or_without_rights) {
  for (const mode_t mode : {0755U, 0555U, 0711U, 0700U, 0500U, 0U}) {
    const Home home;
    if (getuid() != 0 && (mode & S_IWUSR) != 0)
      continue;
    BOOST_REQUIRE(chmod(home.path().c_str(), mode) == 0);
    Command command = home.command({}, "noise");
    command.before_exec = become_ordinary_user;
    check_ended(run(command), EX_CANTCREAT, "");
    BOOST_REQUIRE(chmod(home.path().c_str(), 0700) == 0);
    BOOST_TEST(home.names() == Names(), boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(has_room_for_the_longest_name) {
  const std::string name(235, 'x');
  for (const auto& [list, end] :
       {std::pair("2", "_failure.prom"), std::pair("3", "_energy_failure.prom")}) {
    const Home home;
    BOOST_TEST(run(home.command({"--name", name, "--list", list})).status == EX_UNAVAILABLE);
    BOOST_TEST(home.names() == Names{name + end}, boost::test_tools::per_element());
    BOOST_TEST(run(home.command({"--name", name, "--list", list}, list_3)).err == "");
    BOOST_TEST(home.names() == (Names{name + ".prom", name + "_energy.prom"}),
               boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(has_labels_that_override_the_users) {
  const Home home;
  Arguments arguments = {"--label", "site=cabin"};
  for (const std::string name : {"name", "list", "status", "cause", "received", "version"})
    arguments.insert(arguments.end(), {"--label", name + "=mine"});
  (void)run(home.command(arguments, "noise"));
  BOOST_TEST(read_file(home / "kaifa_failure.prom").find("mine") == std::string::npos);
  BOOST_TEST(home.cause() == "noise");
  BOOST_TEST(home.label("site") == "cabin");
  BOOST_TEST(run(home.command(arguments, list_2)).err == "");
  for (const auto& sample : exposition_parser::samples_of(read_file(home / "kaifa.prom"))) {
    const bool is_build_info = sample.name == "kaifa_exporter_build_info";
    for (const std::string name : {"name", "list", "status", "cause", "received", "version"})
      BOOST_TEST((sample.labels.at(name) == "mine") == !(is_build_info && name == "version"));
  }
}

/// The series of a job are the same whatever it fails of.
BOOST_AUTO_TEST_CASE(of_wrong_options_has_the_labels_of_a_run_with_right_ones) {
  const TemporaryDirectory elsewhere;
  for (const std::string configured : {"", "label = site=cabin\nlabel = fuse=63 A\n"})
    for (const Arguments& given :
         {Arguments(), {"--label", "site=boat"}, {"--label", "row=7", "--label", "site=boat"}}) {
      const Home home;
      write_file(elsewhere / "config", configured);
      const auto labels_after = [&](const std::string& wrong_option) {
        Arguments arguments = {"--name", "kaifa", "--config", elsewhere / "config"};
        arguments.insert(arguments.end(), given.begin(), given.end());
        if (!wrong_option.empty())
          arguments.push_back(wrong_option);
        (void)run(home.command(arguments, "noise"));
        BOOST_TEST(home.cause() == (wrong_option.empty() ? "noise" : "usage"));
        const auto samples = exposition_parser::samples_of(read_file(home / "kaifa_failure.prom"));
        std::string labels;
        for (const auto& [name, value] : samples.at(0).labels)
          if (name != "status" && name != "cause")
            labels += kaifa::formatted("{}={} ", name, value);
        return labels;
      };
      const std::string of_right_options = labels_after("");
      BOOST_TEST(labels_after("--nonsense") == of_right_options);
    }
}

BOOST_AUTO_TEST_CASE(names_neither_the_meter_nor_its_key) {
  const Home home;
  (void)run(home.command({"--list", "3"}, list_2));
  const std::string id = distinct_measurement().meter_id;
  BOOST_TEST(read_file(home / "kaifa_energy_failure.prom").find(id) == std::string::npos);
}

BOOST_AUTO_TEST_CASE(of_wrong_options_is_left_if_a_name_is_on_the_command_line) {
  const Home home;
  const TemporaryDirectory elsewhere;
  const auto config = [&](const std::string& text) {
    const std::string path = elsewhere / std::to_string(elsewhere.names().size());
    write_file(path, text);
    return path;
  };
  struct Wrong {
    Arguments arguments;
    std::string file;  ///< the file that is left; empty if none is
    std::string cause; ///< the cause, which is in it
  };
  const std::string dir = home.path();
  const std::string in_dir = "textfile-dir = " + dir + "\n";
  const std::string failure = "m_failure.prom";
  const std::string energy_failure = "m_energy_failure.prom";
  for (const Wrong& wrong : std::vector<Wrong>{
           // A person's typo raises no alarm.
           {{"--textfile-dir", dir, "--nonsense"}, "", "usage"},
           {{"--textfile-dir", dir, "--config", config("nonsense")}, "", "configuration"},
           // A --name before and after the wrong option, in each spelling.
           {{"--name", "m", "--textfile-dir", dir, "--nonsense"}, failure, "usage"},
           {{"--nonsense", "--name=m", "--textfile-dir=" + dir}, failure, "usage"},
           {{"--nonsense", "-n", "m", "--textfile-dir", dir}, failure, "usage"},
           {{"--nonsense", "value", "-vnm", "--textfile-dir", dir}, failure, "usage"},
           {{"--name", "m", "--baud", "1", "--textfile-dir", dir}, failure, "usage"},
           {{"--name", "m", "--list", "4", "--textfile-dir", dir}, failure, "usage"},
           {{"--name", "m", "--textfile-dir", dir, "--list"}, failure, "usage"},
           {{"--name", "m", "--textfile-dir", dir, "--stdout=x", "-l3"}, energy_failure, "usage"},
           {{"--list", "3", "--name", "m", "--textfile-dir", dir, "--nonsense"},
            energy_failure,
            "usage"},
           {{"--name", "m", "--textfile-dir", dir, "--label", "1=x"}, failure, "usage"},
           {{"--name", "m", "--textfile-dir", dir, "--stdout", "--nonsense"}, failure, "usage"},
           // A single output file, or no valid name.
           {{"--name", "m", "--textfile-dir", dir, "--output", dir + "/x"}, "", "usage"},
           {{"--name", "../m", "--textfile-dir", dir}, "", "usage"},
           {{"--name", "", "--textfile-dir", dir}, "", "usage"},
           {{"--name", "m_failure", "--textfile-dir", dir}, "", "usage"},
           {{"--textfile-dir", dir, "--nonsense", "--device", "-", "--name"}, "", "usage"},
           // The job follows from all readable lines of the configuration.
           {{"--name", "m", "--config", config("nonsense\n" + in_dir + "list = 3\n")},
            energy_failure,
            "configuration"},
           {{"--name", "m", "--config", config(in_dir + "baud = 1\n")}, failure, "configuration"},
           {{"--name", "m", "--config", config(in_dir + "stdout = true\nlist = 9\n")},
            failure,
            "configuration"},
           {{"--name", "m", "--nonsense", "--config", config(in_dir)}, failure, "usage"},
           {{"--name", "m", "--textfile-dir", dir, "--config", "/nonexistent"},
            failure,
            "configuration"},
           {{"--config", "/", "--name", "m", "--textfile-dir", dir}, failure, "configuration"},
           {{"--config", "/dev/zero", "--name", "m", "--textfile-dir", dir, "-l3"},
            energy_failure,
            "configuration"},
       }) {
    const Outcome outcome = run(Home::command_as_given(wrong.arguments));
    BOOST_TEST_CONTEXT(outcome.err) {
      check_ended(outcome, wrong.cause == "usage" ? EX_USAGE : EX_CONFIG, "");
      BOOST_TEST(home.names() == (wrong.file.empty() ? Names() : Names{wrong.file}),
                 boost::test_tools::per_element());
      if (!wrong.file.empty())
        BOOST_TEST(home.cause(wrong.file) == wrong.cause);
    }
    for (const std::string& name : home.names())
      std::filesystem::remove(home / name);
  }
}

/// The directory may be named in the configuration, so only readings prove another one.
BOOST_AUTO_TEST_CASE(of_an_unreadable_configuration_is_not_left_where_there_are_no_readings) {
  const std::string usual = "/var/lib/prometheus/node-exporter/";
  const std::string name = "m-of-failure_file_test";
  for (const std::string config : {"/nonexistent", "/", "/dev/zero"}) {
    BOOST_TEST(run(Home::command_as_given({"--name", name, "--config", config})).status ==
               EX_CONFIG);
    BOOST_TEST(!std::filesystem::exists(usual + name + "_failure.prom"));
  }
}

BOOST_AUTO_TEST_SUITE_END()
