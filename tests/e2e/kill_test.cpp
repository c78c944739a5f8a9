// A run may be killed at any moment. The files are whole all the same.
#include "support/interposer.h"
#include "support/workplace.h"

#include <boost/test/unit_test.hpp>
#include <sysexits.h>

#include <algorithm>
#include <chrono>
#include <random>

namespace {

using namespace support;
using std::chrono::microseconds;
using std::chrono::steady_clock;

/// What a killed run has left stops no other run, and goes with a run ten minutes later.
void check_later_runs_clean_up(const Workplace& workplace, std::size_t kills) {
  const std::vector<std::string> left = workplace.temporary_files();
  BOOST_REQUIRE(left.size() <= kills);
  workplace.check_run("2");
  BOOST_REQUIRE(workplace.temporary_files() == left);
  workplace.make_temporary_files_old();
  workplace.check_run("2");
  BOOST_REQUIRE(workplace.temporary_files().empty());
}

microseconds shortest_of_5_runs(const Workplace& workplace) {
  microseconds shortest = generous_limit;
  for (int i = 0; i < 5; ++i) {
    const auto start = steady_clock::now();
    workplace.check_run("3");
    shortest =
        std::min(shortest, std::chrono::duration_cast<microseconds>(steady_clock::now() - start));
  }
  return shortest;
}

} // namespace

BOOST_AUTO_TEST_SUITE(killed)

BOOST_AUTO_TEST_CASE(before_any_call_the_files_are_whole) {
  const Workplace workplace;
  const std::size_t calls = calls_of(workplace.run_for("3")).size();
  for (std::size_t number = 1; number <= calls; ++number) {
    workplace.restore();
    BOOST_TEST(run(killed_at_call(workplace.run_for("3"), number)).signal == SIGKILL);
    workplace.check_whole();
    check_later_runs_clean_up(workplace, 1);
  }
}

BOOST_AUTO_TEST_CASE(at_random_moments_a_reader_only_ever_sees_whole_files,
                     *boost::unit_test::label("slow")) {
#ifdef __SANITIZE_ADDRESS__
  constexpr int kills = 200; // each takes ten times as long, and the sanitizer dies with the run
#else
  constexpr int kills = 2000;
#endif
  constexpr int kills_between_runs = 4;
  const Workplace workplace;
  std::mt19937 generator(1);
  std::uniform_int_distribution<microseconds::rep> lifetime(0,
                                                            shortest_of_5_runs(workplace).count());
  workplace.restore();
  int ended_by_kill = 0, temporary_files = 0;
  for (int i = 1; i <= kills; ++i) {
    Process run(workplace.run_for("3"));
    const auto end = steady_clock::now() + microseconds(lifetime(generator));
    do
      workplace.check_whole();
    while (steady_clock::now() < end);
    run.send(SIGKILL);
    ended_by_kill += run.wait().signal == SIGKILL ? 1 : 0;
    workplace.check_whole();
    temporary_files += workplace.temporary_files().empty() ? 0 : 1;
    if (i % kills_between_runs == 0) {
      check_later_runs_clean_up(workplace, kills_between_runs);
      workplace.restore();
    }
  }
  BOOST_TEST(ended_by_kill > kills / 10);
  BOOST_TEST_MESSAGE(ended_by_kill << " of " << kills << " runs ended by SIGKILL, "
                                   << temporary_files << " times there was a temporary file");
}

BOOST_AUTO_TEST_SUITE_END()
