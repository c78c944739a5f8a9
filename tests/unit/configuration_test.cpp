#include "cli/command_line.h"

#include "failure.h"
#include "support/temporary_directory.h"

#include <boost/test/unit_test.hpp>

#include <vector>

namespace {

using kaifa::Options;
using Arguments = std::vector<std::string>;
using Kind = kaifa::Destination::Kind;

Options parse(const std::string& config, const Arguments& arguments) {
  std::vector<const char*> argv = {"kaifa-exporter", "--config", config.c_str()};
  for (const std::string& argument : arguments)
    argv.push_back(argument.c_str());
  return kaifa::parse_options(static_cast<int>(argv.size()), argv.data());
}

/// The labels as "name=value".
Arguments labels_of(const Options& options) {
  Arguments labels;
  for (const auto& [name, value] : options.labels)
    labels.push_back(name + "=" + value);
  return labels;
}

/// The error without the path of the file, which stands in front.
std::string configuration_error(const std::string& content) {
  const support::TemporaryDirectory directory;
  const std::string path = directory / "c.conf";
  support::write_file(path, content);
  try {
    (void)parse(path, {});
  } catch (const kaifa::Failure& error) {
    BOOST_TEST((error.status == kaifa::ExitStatus::config));
    const std::string text = error.what();
    BOOST_REQUIRE(text.starts_with(path));
    return text.substr(path.size());
  }
  return "none";
}

Options configured(const std::string& content, const Arguments& arguments = {}) {
  const support::TemporaryDirectory directory;
  const std::string path = directory / "c.conf";
  support::write_file(path, content);
  return parse(path, arguments);
}

} // namespace

BOOST_AUTO_TEST_SUITE(configuration)

BOOST_AUTO_TEST_CASE(it_takes_the_long_names) {
  const Options options = configured("device = /dev/ttyACM0\n"
                                     "baud=9600\n"
                                     "  parity   =   none  \n"
                                     "list = 3\n"
                                     "timeout = 2min\n"
                                     "name = cabin\n"
                                     "textfile-dir = /srv/metrics\n"
                                     "label = house=a\n"
                                     "label = floor=1\n"
                                     "timezone = Europe/Stockholm\n"
                                     "wiring = 4\n"
                                     "verbose = true\n");
  BOOST_TEST(options.device == "/dev/ttyACM0");
  BOOST_TEST(options.line.baud == 9600U);
  BOOST_TEST((options.line.parity == kaifa::Parity::none));
  BOOST_TEST(options.list == 3);
  BOOST_TEST(options.timeout.count() == 120);
  BOOST_TEST(options.destination.name == "cabin");
  BOOST_TEST(options.destination.textfile_dir == "/srv/metrics");
  BOOST_TEST(labels_of(options) == (Arguments{"house=a", "floor=1"}));
  BOOST_TEST(*options.timezone == "Europe/Stockholm");
  BOOST_TEST((options.wiring == kaifa::Wiring::four_wire));
  BOOST_TEST(options.verbose);
}

BOOST_AUTO_TEST_CASE(empty_lines_and_comments_say_nothing) {
  const Options options = configured("\n# list = 1\n   # baud = 9\n\t\nlist = 3\n");
  BOOST_TEST(options.list == 3);
  BOOST_TEST(options.line.baud == 2400U);
}

BOOST_AUTO_TEST_CASE(a_value_goes_on_to_the_end_of_its_line) {
  BOOST_TEST(labels_of(configured("label = flat=4 # west [a] = \"b\"\n")) ==
             Arguments{"flat=4 # west [a] = \"b\""});
}

BOOST_AUTO_TEST_CASE(line_ends_of_windows_and_a_missing_last_one_do_not_matter) {
  BOOST_TEST(configured("list = 1\r\nbaud = 300\r\n").line.baud == 300U);
  BOOST_TEST(configured("list = 1").list == 1);
}

BOOST_AUTO_TEST_CASE(the_command_line_wins) {
  BOOST_TEST(configured("list = 3\n", {"--list", "1"}).list == 1);
  BOOST_TEST(configured("device = a\n", {"-d", "b"}).device == "b");
  BOOST_TEST(configured("verbose = false\n", {"-v"}).verbose);
}

BOOST_AUTO_TEST_CASE(the_timeout_follows_the_list_that_wins) {
  BOOST_TEST(configured("list = 3\n", {"--list", "2"}).timeout.count() == 45);
  BOOST_TEST(configured("list = 2\n", {"--list", "3"}).timeout.count() == 3660);
}

BOOST_AUTO_TEST_CASE(labels_of_the_command_line_take_the_place_of_all_configured_ones) {
  const Options options = configured("label = a=1\nlabel = b=2\n", {"--label", "a=3"});
  BOOST_TEST(labels_of(options) == Arguments{"a=3"});
}

BOOST_AUTO_TEST_CASE(a_destination_on_the_command_line_wins_over_another_one_in_the_file) {
  BOOST_TEST((configured("output = a\n", {"--stdout"}).destination.kind == Kind::standard_output));
  BOOST_TEST((configured("stdout = true\n", {"--output", "a"}).destination.kind == Kind::output));
  BOOST_TEST((configured("stdout = true\n", {"--textfile-dir", "/srv"}).destination.kind ==
              Kind::textfile_dir));
  BOOST_TEST((configured("stdout = false\n").destination.kind == Kind::textfile_dir));
}

BOOST_AUTO_TEST_CASE(an_unknown_name_is_refused_with_its_line_and_the_nearest_name) {
  BOOST_TEST(configuration_error("list = 2\n\nbuad = 9600\n") ==
             ":3: unknown name \"buad\" (did you mean baud?)");
  BOOST_TEST(configuration_error("xyzzy = 1\n") == ":1: unknown name \"xyzzy\"");
}

BOOST_AUTO_TEST_CASE(what_is_for_the_command_line_only_is_refused) {
  for (const std::string name : {"help", "version", "config"})
    BOOST_TEST(configuration_error(name + " = true\n") ==
               ":1: " + name + " is for the command line only");
  BOOST_TEST(configuration_error("d = a\n").starts_with(":1: unknown name \"d\""));
}

BOOST_AUTO_TEST_CASE(a_bad_value_is_refused_with_its_line_and_what_is_allowed) {
  BOOST_TEST(configuration_error("# serial port\nparity = mark\n") ==
             ":2: parity: \"mark\" is not allowed; it takes even, odd or none");
  BOOST_TEST(configuration_error("verbose = yes\n") ==
             ":1: verbose: \"yes\" is not allowed; it takes true or false");
  BOOST_TEST(configuration_error("stdout = 1\n") ==
             ":1: stdout: \"1\" is not allowed; it takes true or false");
  BOOST_TEST(configuration_error("list =\n") ==
             ":1: list: \"\" is not allowed; it takes 1, 2 or 3");
}

BOOST_AUTO_TEST_CASE(a_bad_value_is_refused_even_if_the_command_line_has_a_good_one) {
  BOOST_CHECK_EXCEPTION(
      (void)configured("list = 9\n", {"--list", "1"}), kaifa::Failure,
      [](const kaifa::Failure& error) { return error.status == kaifa::ExitStatus::config; });
}

BOOST_AUTO_TEST_CASE(a_line_of_another_form_is_refused) {
  BOOST_TEST(configuration_error("list = 2\nverbose\n") ==
             ":2: \"verbose\" is not a line 'name = value'");
  BOOST_TEST(configuration_error("[meter]\nlist = 2\n") ==
             ":1: \"[meter]\" is not a line 'name = value'");
}

BOOST_AUTO_TEST_CASE(a_format_without_stdout_is_refused_with_its_line) {
  BOOST_TEST(configuration_error("list = 2\nformat = text\n") ==
             ":2: format goes with stdout only");
  BOOST_TEST((configured("format = text\nstdout = true\n").destination.format->name == "text"));
}

BOOST_AUTO_TEST_CASE(the_command_line_may_write_what_the_file_would_print) {
  const Options options = configured("format = text\nstdout = true\n", {"--output", "x.prom"});
  BOOST_TEST((options.destination.kind == kaifa::Destination::Kind::output));
  BOOST_TEST(options.destination.output == "x.prom");
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_read_is_refused) {
  const support::TemporaryDirectory directory;
  const std::string missing = directory / "missing";
  BOOST_CHECK_EXCEPTION((void)parse(missing, {}), kaifa::Failure, [&](const kaifa::Failure& error) {
    return error.status == kaifa::ExitStatus::config &&
           error.what() == "cannot read " + missing + ": No such file or directory";
  });
  BOOST_CHECK_THROW((void)parse(directory.path(), {}), kaifa::Failure);
}

BOOST_AUTO_TEST_SUITE_END()
