#include "support/failure.h"

#include <boost/test/unit_test.hpp>
#include <sysexits.h>

namespace {

using namespace support;

/// Checks that the command line is refused with these words before any wait.
void check_usage(const std::vector<std::string>& arguments, const std::string& words) {
  const Outcome outcome = run(exporter(arguments));
  check_ended(outcome, EX_USAGE, words);
  BOOST_TEST(outcome.err.ends_with("; see kaifa-exporter --help\n"));
}

} // namespace

BOOST_AUTO_TEST_SUITE(usage)

BOOST_AUTO_TEST_CASE(what_is_wrong_is_reported_before_the_wait) {
  check_usage({"--lsit", "2"}, "(did you mean --list?)");
  check_usage({"--list"}, "--list needs a value");
  check_usage({"--stdout=yes"}, "--stdout takes no value");
  check_usage({"capture.bin"}, "unexpected argument \"capture.bin\"");
  check_usage({"--list", "4"}, "--list: ");
  check_usage({"--stdout", "--output", "x"}, "--output and --stdout");
  check_usage({"--format", "text"}, "--format");
}

BOOST_AUTO_TEST_CASE(help_and_version_are_printed) {
  const Outcome version = run(exporter({"--version"}));
  BOOST_TEST(version.out.starts_with("kaifa-exporter "));
  BOOST_TEST(version.err == "");
  BOOST_TEST(version.status == EX_OK);
  const Outcome help = run(exporter({"--list", "2", "-h"}));
  BOOST_TEST(help.out.starts_with("Usage: kaifa-exporter "));
  BOOST_TEST(help.err == "");
  BOOST_TEST(help.status == EX_OK);
}

BOOST_AUTO_TEST_SUITE_END()
