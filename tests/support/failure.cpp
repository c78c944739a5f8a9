#include "failure.h"

#include <boost/test/unit_test.hpp>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>

using namespace support;

namespace {

constexpr std::array<const char*, 2> names = {"kaifa.prom", "kaifa_energy.prom"};
constexpr mode_t mode = 0640;
constexpr timespec long_ago = {1'000'000'000, 123'456'789};

std::string content_of(const std::string& name) {
  return "# " + name + " of an earlier run\n";
}

} // namespace

EarlierFiles::EarlierFiles() {
  for (const char* name : names) {
    const std::string path = directory_ / name;
    const std::array<timespec, 2> times = {long_ago, long_ago};
    write_file(path, content_of(name));
    BOOST_REQUIRE(chmod(path.c_str(), mode) == 0);
    BOOST_REQUIRE(utimensat(AT_FDCWD, path.c_str(), times.data(), 0) == 0);
  }
}

void EarlierFiles::check_untouched_beside(const std::string& failure_file) const {
  std::vector<std::string> expected(names.begin(), names.end());
  if (!failure_file.empty())
    expected.push_back(failure_file);
  std::ranges::sort(expected);
  BOOST_TEST(directory_.names() == expected, boost::test_tools::per_element());
  for (const char* name : names) {
    const std::string path = directory_ / name;
    struct stat status {};
    BOOST_REQUIRE(stat(path.c_str(), &status) == 0);
    BOOST_TEST(read_file(path) == content_of(name));
    BOOST_TEST((status.st_mode & 07777) == mode);
    BOOST_TEST(status.st_mtim.tv_sec == long_ago.tv_sec);
    BOOST_TEST(status.st_mtim.tv_nsec == long_ago.tv_nsec);
  }
}

void check_ended(const Outcome& outcome, int status, const std::string& words) {
  BOOST_TEST(outcome.err.starts_with("kaifa-exporter: "), outcome.err);
  BOOST_TEST(outcome.err.find(words) != std::string::npos,
             '"' << words << "\" is not in " << outcome.err);
  BOOST_TEST(outcome.err.find('\n') == outcome.err.size() - 1, "not one line: " << outcome.err);
  BOOST_TEST(outcome.out == "");
  BOOST_TEST(outcome.status == status);
}
