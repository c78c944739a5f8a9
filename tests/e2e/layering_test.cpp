#include "support/programs.h"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>
#include <set>
#include <sstream>

namespace {

using namespace support;

/// Files, time, the environment and the outside in general: the pure modules know none of them.
const std::set<std::string> outside = {"open",
                                       "open64",
                                       "openat",
                                       "openat64",
                                       "fopen",
                                       "fopen64",
                                       "close",
                                       "read",
                                       "__read_chk",
                                       "write",
                                       "poll",
                                       "__poll_chk",
                                       "ppoll",
                                       "select",
                                       "ioctl",
                                       "tcgetattr",
                                       "tcsetattr",
                                       "flock",
                                       "stat",
                                       "fstat",
                                       "rename",
                                       "unlink",
                                       "fsync",
                                       "socket",
                                       "connect",
                                       "signal",
                                       "sigaction",
                                       "fork",
                                       "getenv",
                                       "secure_getenv",
                                       "setenv",
                                       "tzset",
                                       "mktime",
                                       "localtime",
                                       "localtime_r",
                                       "time",
                                       "clock_gettime",
                                       "gettimeofday",
                                       "nanosleep",
                                       "rand",
                                       "printf",
                                       "fprintf",
                                       "puts",
                                       "fputs",
                                       "fwrite",
                                       "stdout",
                                       "stderr",
                                       "stdin",
                                       "errno",
                                       "__errno_location",
                                       "exit",
                                       "_exit",
                                       "_ZSt4cout",
                                       "_ZSt4cerr",
                                       "_ZNSt6chrono3_V212system_clock3nowEv",
                                       "_ZNSt6chrono3_V212steady_clock3nowEv"};

/// What an object file refers to and does not define.
std::set<std::string> references_of(const std::string& object) {
  const Outcome outcome = run({.arguments = {"nm", "--undefined-only", "--format=posix", object}});
  BOOST_TEST(outcome.err == "");
  BOOST_REQUIRE(outcome.status == 0);
  std::set<std::string> names;
  std::istringstream lines(outcome.out);
  for (std::string line; std::getline(lines, line);)
    names.insert(line.substr(0, line.find(' ')));
  return names;
}

std::set<std::string> outside_references_of(const std::string& object) {
  std::set<std::string> names;
  for (const std::string& name : references_of(object))
    if (outside.contains(name))
      names.insert(name);
  return names;
}

std::filesystem::path objects() {
  const char* path = std::getenv("KAIFA_OBJECTS");
  BOOST_REQUIRE_MESSAGE(path, "KAIFA_OBJECTS is not set; 'make check' sets it");
  return path;
}

} // namespace

BOOST_AUTO_TEST_SUITE(layering)

BOOST_AUTO_TEST_CASE(pure_rooms_know_no_outside, *needs_program("nm")) {
  for (const std::string layer : {"wire", "meter", "output"}) {
    int count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(objects() / layer)) {
      if (entry.path().extension() != ".o")
        continue;
      ++count;
      BOOST_TEST_CONTEXT(entry.path().string()) {
        BOOST_TEST(outside_references_of(entry.path().string()) == std::set<std::string>(),
                   boost::test_tools::per_element());
      }
    }
    BOOST_TEST(count > 0);
  }
}

BOOST_AUTO_TEST_CASE(the_port_is_found_to_know_it, *needs_program("nm")) {
  BOOST_TEST(outside_references_of((objects() / "host" / "port.o").string()).contains("ioctl"));
}

BOOST_AUTO_TEST_SUITE_END()
