#include "support/failure.h"

#include <boost/test/unit_test.hpp>
#include <sysexits.h>

namespace {

using namespace support;

/// The whole of standard error for a wrong command line; the wait does not even begin.
void check_usage(const std::vector<std::string>& arguments, const std::string& message) {
  check_ended(run(exporter(arguments)), EX_USAGE, message + "; see kaifa-exporter --help");
}

/// `value` is refused for `option`, which takes `allowed`.
void check_value(const std::string& option, const std::string& value, const std::string& allowed) {
  check_usage({option, value}, option + ": \"" + value + "\" is not allowed; it takes " + allowed);
}

} // namespace

BOOST_AUTO_TEST_SUITE(usage)

BOOST_AUTO_TEST_CASE(a_misspelt_option_names_the_right_one) {
  check_usage({"--lsit", "2"}, "unknown option --lsit (did you mean --list?)");
  check_usage({"--xyzzy"}, "unknown option --xyzzy");
  check_usage({"-x"}, "unknown option -x");
}

BOOST_AUTO_TEST_CASE(names_of_options_are_not_abbreviated) {
  check_usage({"--time", "45"}, "unknown option --time (did you mean --name?)");
  check_usage({"--li", "2"}, "unknown option --li");
}

BOOST_AUTO_TEST_CASE(a_value_is_missing_or_too_much) {
  check_usage({"--list"}, "the required argument for option '--list' is missing");
  check_usage({"--stdout=yes"}, "option '--stdout' does not take any arguments");
  check_usage({"capture.bin"}, "unexpected argument \"capture.bin\"; a port goes with --device");
}

BOOST_AUTO_TEST_CASE(values_are_refused_with_what_is_allowed) {
  check_value("--device", "", "a path that is not empty");
  for (const std::string baud : {"2401", "0", "2400.0", "+2400", "fast"})
    check_value("--baud", baud,
                "a standard rate: 300, 600, 1200, 1800, 2400, 4800, 9600, 19200, 38400, 57600, "
                "115200, 230400, 460800, 500000, 576000, 921600, 1000000, 1152000, 1500000, "
                "2000000");
  check_value("--parity", "mark", "even, odd or none");
  for (const std::string list : {"0", "4", "2 ", "02"})
    check_value("--list", list, "1, 2 or 3");
  for (const std::string timeout : {"0", "-1", "1.5h", "10m", "25h", "1 h", "99999999999", "s"})
    check_value(
        "--timeout", timeout,
        "a whole number of s, min (minutes) or h from 1s to 24h, such as 45, 45s, 2min, 1h");
  check_value("--name", "a/b", "the name of a file without its directory and .prom");
  check_value("--name", "", "the name of a file without its directory and .prom");
  check_value("--output", "-", "the path of a file; --stdout prints");
  check_value("--format", "xml", "prom, text, json or dump");
  for (const std::string zone : {"Nowhere/Land", "/etc/localtime", "../zoneinfo/UTC", ""})
    check_value("--timezone", zone,
                "a zone of the tz database, such as Europe/Oslo (package tzdata)");
  check_value("--wiring", "2", "auto, 3 or 4");
}

BOOST_AUTO_TEST_CASE(labels_are_refused_with_what_is_allowed) {
  for (const std::string label : {"site", "=x", "1site=x", "si-te=x", "__site=x"})
    check_value("--label", label,
                "NAME=VALUE, the name of letters, digits and _ without a digit or __ in front, the "
                "value UTF-8");
  for (const std::string name : {"meter_id", "meter_type", "list_version", "phase", "reason"})
    check_value("--label", name + "=x",
                "no label that the program sets itself (meter_id, meter_type, list_version, phase, "
                "reason)");
  check_usage({"--label", "a=1", "--label", "a=2"},
              "--label: \"a=2\" is not allowed; it takes each label once, and a is there already");
}

BOOST_AUTO_TEST_CASE(outputs_exclude_one_another) {
  check_usage({"--stdout", "--output", "x"}, "--output and --stdout exclude one another");
  check_usage({"--stdout", "--textfile-dir", "x"},
              "--textfile-dir and --stdout exclude one another");
  check_usage({"--output", "x", "--textfile-dir", "y"},
              "--textfile-dir and --output exclude one another");
}

BOOST_AUTO_TEST_CASE(a_format_needs_standard_output) {
  check_usage({"--format", "text"}, "--format goes with --stdout only");
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
