// A run may be killed before any call, that is, at every moment that a reader can distinguish. The
// files are whole all the same.
#include "support/interposer.h"
#include "support/workplace.h"

#include <boost/test/unit_test.hpp>

namespace {

using namespace support;

/// What a killed run left stops no other run, and a run ten minutes later removes it.
void check_later_runs_clean_up(const Workplace& workplace, std::size_t kills) {
  const std::vector<std::string> left = workplace.temporary_files();
  BOOST_REQUIRE(left.size() <= kills);
  workplace.check_run("2");
  BOOST_REQUIRE(workplace.temporary_files() == left);
  workplace.make_temporary_files_old();
  workplace.check_run("2");
  BOOST_REQUIRE(workplace.temporary_files().empty());
}

} // namespace

BOOST_AUTO_TEST_SUITE(killed)

BOOST_AUTO_TEST_CASE(before_any_call_the_files_are_whole) {
  const Workplace workplace;
  for (const Command& command :
       {workplace.run_for("3"), without_nameless_files(workplace.run_for("3"))}) {
    const std::size_t calls = calls_of(command).size();
    for (std::size_t number = 1; number <= calls; ++number) {
      workplace.restore();
      BOOST_TEST(run(killed_at_call(command, number)).signal == SIGKILL);
      workplace.check_whole();
      check_later_runs_clean_up(workplace, 1);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
