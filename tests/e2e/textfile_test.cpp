#include "support/workplace.h"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <sys/stat.h>
#include <sysexits.h>

#include <filesystem>

namespace {

using namespace support;
namespace data = boost::unit_test::data;

/// Checks that both files are new, and that there is no other.
void check_all_new(const Workplace& workplace) {
  for (const std::string& file : both_files)
    BOOST_TEST(workplace.state_of(file) == "new", file);
  BOOST_TEST(workplace.temporary_files() == std::vector<std::string>(),
             boost::test_tools::per_element());
}

} // namespace

BOOST_AUTO_TEST_SUITE(textfile)

BOOST_DATA_TEST_CASE(has_mode_0644_whatever_the_umask, data::make({0077, 0000, 0777}), mask) {
  const Workplace workplace;
  Command command = workplace.run_for("3");
  command.before_exec = [mask = mask] { umask(static_cast<mode_t>(mask)); };
  BOOST_TEST(run(command).status == EX_OK);
  check_all_new(workplace);
}

BOOST_AUTO_TEST_CASE(leaves_nothing_else) {
  const Workplace workplace;
  workplace.check_run("3");
  workplace.check_run("2");
  workplace.check_run("3");
  check_all_new(workplace);
}

BOOST_AUTO_TEST_CASE(a_temporary_one_of_a_killed_run_is_removed_by_a_run_ten_minutes_later) {
  const Workplace workplace;
  write_file(workplace.path_of(".kaifa-exporter.tmp"), "kaifa_active_po");
  workplace.check_run("3");
  BOOST_TEST(workplace.temporary_files() == std::vector<std::string>{".kaifa-exporter.tmp"});
  workplace.make_temporary_files_old();
  workplace.check_run("3");
  check_all_new(workplace);
}

BOOST_AUTO_TEST_CASE(a_link_in_its_place_is_replaced_and_not_followed) {
  const Workplace workplace;
  const TemporaryDirectory elsewhere;
  const std::string target = elsewhere / "target";
  write_file(target, "untouched");
  std::filesystem::remove(workplace.path_of("kaifa.prom"));
  std::filesystem::create_symlink(target, workplace.path_of("kaifa.prom"));
  workplace.check_run("3");
  check_all_new(workplace);
  BOOST_TEST(!std::filesystem::is_symlink(workplace.path_of("kaifa.prom")));
  BOOST_TEST(read_file(target) == "untouched");
}

BOOST_AUTO_TEST_SUITE_END()
