// Eight runs at once write to one directory, two for each of four meters: the run of every minute
// and the run of every hour. Each call that names, renames or removes a file is slow, so that other
// runs act between any two such calls.
#include "formatted.h"
#include "support/frames.h"
#include "support/interposer.h"
#include "support/programs.h"
#include "support/temporary_directory.h"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <fcntl.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <memory>
#include <sstream>
#include <thread>

namespace {

using namespace support;
namespace data = boost::unit_test::data;

const std::vector<std::string> meters = {"m1", "m2", "m3", "m4"};

/// The circumstances in which the runs meet.
struct Circumstance {
  const char* name;
  bool has_nameless_files; ///< O_TMPFILE
  bool has_two_users;
};
std::ostream& operator<<(std::ostream& out, const Circumstance& circumstance) {
  return out << circumstance.name;
}
const std::vector<Circumstance> circumstances = {
    {"files without a name", true, false},
    {"no files without a name", false, false},
    {"files without a name, two users", true, true},
    {"no files without a name, two users", false, true},
};

/// What is wrong with the file of a meter: torn, or another meter's. Empty if nothing is, or if
/// there is no file yet.
std::string fault_of(const std::string& path, const std::string& meter, bool is_energy) {
  std::ifstream file(path);
  if (!file)
    return "";
  std::stringstream content;
  content << file.rdbuf();
  const std::string text = content.str();
  const auto has = [&text](const std::string& part) { return text.find(part) != text.npos; };
  // The last line of each file.
  const std::string end =
      is_energy ? "kaifa_energy_clock_timestamp_seconds{" : "reason=\"list\"} 0\n";
  if (!text.ends_with('\n') || !has(end))
    return "torn: " + text;
  if (!has(kaifa::formatted("meter=\"{}\"", meter)) || is_energy != has("_joules_total"))
    return "of another file: " + text;
  return "";
}

/// Reads all files again and again until told to stop, and remembers what was wrong.
class Reader {
public:
  explicit Reader(const std::string& directory)
      : thread_([this, directory] {
          while (!stopped_)
            for (const std::string& meter : meters)
              for (const bool is_energy : {false, true}) {
                const std::string name = meter + (is_energy ? "_energy.prom" : ".prom");
                if (auto fault = fault_of(directory + '/' + name, meter, is_energy); !fault.empty())
                  faults_.push_back(name + ' ' + fault);
              }
        }) {}
  ~Reader() { (void)faults(); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  const std::vector<std::string>& faults() {
    stopped_ = true;
    if (thread_.joinable())
      thread_.join();
    return faults_;
  }

private:
  std::atomic<bool> stopped_ = false;
  std::vector<std::string> faults_;
  std::thread thread_;
};

/// A meter for each run, so that all runs get their list at the same moment.
class Fifos {
public:
  explicit Fifos(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      BOOST_REQUIRE(mkfifo(path(i).c_str(), 0600) == 0);
      BOOST_REQUIRE(chmod(path(i).c_str(), 0644) == 0);
      writers_.emplace_back(open(path(i).c_str(), O_RDWR | O_CLOEXEC));
    }
  }

  [[nodiscard]] std::string path(std::size_t i) const { return directory_ / std::to_string(i); }
  void write(std::size_t i, const std::string& bytes) const {
    BOOST_REQUIRE(::write(writers_[i].get(), bytes.data(), bytes.size()) == std::ssize(bytes));
  }

private:
  TemporaryDirectory directory_;
  std::vector<kaifa::UniqueFd> writers_;
};

} // namespace

BOOST_AUTO_TEST_SUITE(shared_directory)

BOOST_DATA_TEST_CASE(gives_each_run_its_own_files_and_each_reader_whole_ones,
                     data::make(circumstances), circumstance) {
  constexpr int rounds = 30;
  const TemporaryDirectory output;
  BOOST_REQUIRE(chmod(output.path().c_str(), 0777) == 0);
  const std::string pushes = to_string(frame(2)) + to_string(frame(3));
  const Fifos fifos(2 * meters.size());

  Reader reader(output.path());
  std::vector<std::string> failures;
  for (int round = 0; round < rounds; ++round) {
    std::vector<std::unique_ptr<Process>> runs;
    for (const std::string list : {"2", "3"})
      for (std::size_t i = 0; i < meters.size(); ++i) {
        Command command =
            exporter({"--device", fifos.path(runs.size()), "--textfile-dir", output.path(),
                      "--name", meters[i], "--label", "meter=" + meters[i], "--list", list});
        command = with_slow_names(command, std::chrono::milliseconds(5));
        if (!circumstance.has_nameless_files)
          command = without_nameless_files(command);
        if (circumstance.has_two_users && (i % 2 == 0) == (list == "3"))
          command.before_exec = become_ordinary_user;
        runs.push_back(std::make_unique<Process>(command));
      }
    for (const auto& run : runs)
      wait_until("for a run to wait", [&] { return is_waiting(*run); });
    for (std::size_t i = 0; i < runs.size(); ++i)
      fifos.write(i, pushes);
    for (const auto& run : runs)
      if (const Outcome outcome = run->wait(); outcome.status != EX_OK)
        failures.push_back(outcome.err);
  }
  const std::vector<std::string> none;
  BOOST_TEST(failures == none, boost::test_tools::per_element());
  BOOST_TEST(reader.faults() == none, boost::test_tools::per_element());
  std::vector<std::string> expected;
  for (const std::string& meter : meters)
    expected.insert(expected.end(), {meter + ".prom", meter + "_energy.prom"});
  BOOST_TEST(output.names() == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
