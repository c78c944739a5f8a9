#include "support/frames.h"
#include "support/programs.h"
#include "support/temporary_directory.h"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <sys/stat.h>
#include <sysexits.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <random>

namespace {

using namespace support;
using std::chrono::microseconds;
using std::chrono::steady_clock;
namespace data = boost::unit_test::data;

const std::vector<std::string> both_files = {"kaifa.prom", "kaifa_energy.prom"};

/// A capture of a list 2 and a list 3, and runs that write what is in it to one directory.
struct Workplace {
  TemporaryDirectory input;
  TemporaryDirectory output;

  Workplace() { write_file(input / "capture", to_string(frame(2)) + to_string(frame(3))); }

  [[nodiscard]] Command run_for(const std::string& list) const {
    return exporter(
        {"--device", input / "capture", "--textfile-dir", output.path(), "--list", list});
  }

  void check_run(const std::string& list) const {
    const Outcome outcome = run(run_for(list));
    BOOST_TEST(outcome.err == "");
    BOOST_TEST(outcome.status == EX_OK);
  }

  [[nodiscard]] std::vector<std::string> temporary_files() const {
    std::vector<std::string> names = output.names();
    std::erase_if(names, [](const std::string& name) { return name.ends_with(".prom"); });
    return names;
  }

  void check_no_temporary_file() const {
    BOOST_TEST(temporary_files() == std::vector<std::string>(), boost::test_tools::per_element());
  }
};

mode_t mode_of(const std::string& path) {
  struct stat status {};
  BOOST_REQUIRE(stat(path.c_str(), &status) == 0);
  return status.st_mode & 07777;
}

/// Both files hold all that the frame said, down to the last line, and everybody may read them.
void check_whole(const Workplace& workplace) {
  const Samples reading = parse_samples(read_file(workplace.output / "kaifa.prom"));
  const Samples energy = parse_samples(read_file(workplace.output / "kaifa_energy.prom"));
  BOOST_REQUIRE(to_text(said_by_meter(reading)) == to_text(reading_part(said_in(frame(3)))));
  BOOST_REQUIRE(to_text(energy) == to_text(energy_part(said_in(frame(3)))));
  BOOST_REQUIRE(reading.contains("kaifa_read_rejected_frames{reason=\"list\"}"));
  for (const std::string& name : both_files)
    BOOST_REQUIRE(mode_of(workplace.output / name) == 0644);
}

} // namespace

BOOST_AUTO_TEST_SUITE(textfile)

BOOST_DATA_TEST_CASE(has_mode_0644_whatever_the_umask, data::make({0077, 0000, 0777}), mask) {
  const Workplace workplace;
  Command command = workplace.run_for("3");
  command.before_exec = [mask = mask] { umask(static_cast<mode_t>(mask)); };
  BOOST_TEST(run(command).status == EX_OK);
  for (const std::string& name : both_files)
    BOOST_TEST(mode_of(workplace.output / name) == 0644);
}

BOOST_AUTO_TEST_CASE(leaves_nothing_else_behind) {
  const Workplace workplace;
  workplace.check_run("3");
  workplace.check_run("2");
  workplace.check_run("3");
  BOOST_TEST(workplace.output.names() == both_files, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_temporary_one_of_a_killed_run_is_removed_by_the_next) {
  const Workplace workplace;
  write_file(workplace.output / ".kaifa-exporter.tmp", "kaifa_active_po");
  workplace.check_run("2");
  workplace.check_no_temporary_file();
}

BOOST_AUTO_TEST_CASE(a_link_in_its_place_is_replaced_and_not_followed) {
  const Workplace workplace;
  const std::string target = workplace.input / "target";
  write_file(target, "untouched");
  BOOST_REQUIRE(symlink(target.c_str(), (workplace.output / "kaifa.prom").c_str()) == 0);
  BOOST_REQUIRE(symlink(target.c_str(), (workplace.output / ".kaifa-exporter.tmp").c_str()) == 0);
  workplace.check_run("3");
  check_whole(workplace);
  BOOST_TEST(read_file(target) == "untouched");
}

BOOST_AUTO_TEST_CASE(is_written_by_20_runs_at_once) {
  const Workplace workplace;
  std::vector<std::unique_ptr<Process>> runs;
  for (int i = 0; i < 20; ++i)
    runs.push_back(std::make_unique<Process>(workplace.run_for("3")));
  for (const auto& run : runs) {
    const Outcome outcome = run->wait();
    BOOST_TEST(outcome.err == "");
    BOOST_TEST(outcome.status == EX_OK);
  }
  check_whole(workplace);
  BOOST_TEST(workplace.output.names() == both_files, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(is_always_whole_while_runs_are_killed) {
  const Workplace workplace;
  microseconds shortest = generous_limit;
  for (int i = 0; i < 5; ++i) {
    const auto start = steady_clock::now();
    workplace.check_run("3");
    shortest =
        std::min(shortest, std::chrono::duration_cast<microseconds>(steady_clock::now() - start));
  }

  std::mt19937 generator(1);
  std::uniform_int_distribution<microseconds::rep> lifetime(0, shortest.count());
  constexpr int kills = 200;
  constexpr int kills_between_runs = 4;
  int ended_by_kill = 0;
  for (int i = 1; i <= kills; ++i) {
    Process run(workplace.run_for("3"));
    const auto end = steady_clock::now() + microseconds(lifetime(generator));
    do
      check_whole(workplace);
    while (steady_clock::now() < end);
    run.send(SIGKILL);
    ended_by_kill += run.wait().signal == SIGKILL ? 1 : 0;
    check_whole(workplace);
    BOOST_REQUIRE(workplace.temporary_files().size() <= 1);
    if (i % kills_between_runs == 0) {
      workplace.check_run("2");
      workplace.check_no_temporary_file();
      workplace.check_run("3");
    }
  }
  BOOST_TEST(ended_by_kill > kills / 10);
}

BOOST_AUTO_TEST_SUITE_END()
