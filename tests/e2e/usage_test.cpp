#include "support/failure.h"

#include <boost/test/unit_test.hpp>
#include <sysexits.h>

namespace {

using namespace support;

/// The command line is refused with these words; the wait does not even begin.
void check_usage(const std::vector<std::string>& arguments, const std::string& words) {
  const Outcome outcome = run(exporter(arguments));
  check_ended(outcome, EX_USAGE, words);
  BOOST_TEST(outcome.err.ends_with("; see kaifa-exporter --help\n"));
}

} // namespace

BOOST_AUTO_TEST_SUITE(usage)

BOOST_AUTO_TEST_CASE(a_misspelt_option_names_the_right_one) {
  check_usage({"--lsit", "2"}, "(did you mean --list?)");
  check_usage({"--time", "45"}, "(did you mean --timeout?)");
  check_usage({"-x"}, "unknown option");
  check_usage({"---"}, "unknown option");
}

BOOST_AUTO_TEST_CASE(a_value_is_missing_or_too_much) {
  check_usage({"--list"}, "--list needs a value");
  check_usage({"--list="}, "--list needs a value");
  check_usage({"--stdout=yes"}, "--stdout takes no value");
  check_usage({"capture.bin"}, "unexpected argument \"capture.bin\"");
}

BOOST_AUTO_TEST_CASE(wrong_values_are_refused) {
  const std::vector<std::pair<std::string, std::string>> values = {
      {"--device", ""},          {"--baud", "2401"},      {"--parity", "mark"},
      {"--list", "4"},           {"--timeout", "1.5h"},   {"--textfile-dir", ""},
      {"--name", "a/b"},         {"--name", "a\xff"},     {"--output", "-"},
      {"--format", "xml"},       {"--label", "site"},     {"--label", "phase=x"},
      {"--timezone", "Nowhere"}, {"--ct-ratio", "5/200"}, {"--wiring", "2"},
  };
  for (const auto& [option, value] : values)
    check_usage({option, value}, option + ": ");
}

BOOST_AUTO_TEST_CASE(outputs_exclude_one_another) {
  check_usage({"--stdout", "--output", "x"}, "--output and --stdout");
  check_usage({"--output", "x", "--name", "y"}, "--name and --output");
}

BOOST_AUTO_TEST_CASE(a_format_needs_standard_output) {
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
