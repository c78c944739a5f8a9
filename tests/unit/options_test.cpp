#include "cli/option_table.h"

#include "cli/command_line.h"
#include "failure.h"
#include "support/temporary_directory.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <utility>
#include <vector>

#include <unistd.h>

namespace {

using kaifa::Options;
using Arguments = std::vector<std::string>;
using Files = kaifa::Destination::Files;

/// Parses the arguments without the configuration of the machine.
Options parse(const Arguments& arguments) {
  std::vector<const char*> argv = {"kaifa-exporter", "--config", "/dev/null"};
  for (const std::string& argument : arguments)
    argv.push_back(argument.c_str());
  const kaifa::Waiting waiting;
  return kaifa::parse_options(static_cast<int>(argv.size()), argv.data(), waiting,
                              std::chrono::steady_clock::now());
}

std::string usage_error(const Arguments& arguments) {
  try {
    (void)parse(arguments);
  } catch (const kaifa::Failure& error) {
    const std::string text = error.what();
    const std::string_view hint = "; see kaifa-exporter --help";
    BOOST_TEST((error.status() == kaifa::ExitStatus::usage));
    BOOST_REQUIRE(text.ends_with(hint));
    return text.substr(0, text.size() - hint.size());
  }
  return "none";
}

/// The message of a failure of any kind.
std::string message(const Arguments& arguments) {
  try {
    (void)parse(arguments);
  } catch (const kaifa::Failure& error) {
    return error.what();
  }
  return "none";
}

/// The labels as "name=value".
Arguments labels_of(const Options& options) {
  Arguments labels;
  for (const auto& [name, value] : options.labels)
    labels.push_back(name + "=" + value);
  return labels;
}

} // namespace

BOOST_AUTO_TEST_SUITE(options)

BOOST_AUTO_TEST_CASE(the_defaults_are_those_of_the_contract) {
  const Options options = parse({});
  BOOST_TEST(options.device == (access("/dev/kaifa", F_OK) == 0 ? "/dev/kaifa" : "/dev/ttyUSB0"));
  BOOST_TEST(options.line.baud == 2400U);
  BOOST_TEST((options.line.parity == kaifa::Parity::even));
  BOOST_TEST(options.list == 2);
  BOOST_TEST(options.timeout.count() == 45);
  BOOST_TEST((options.destination.files == Files::textfile_dir));
  BOOST_TEST(options.destination.textfile_dir == "/var/lib/prometheus/node-exporter");
  BOOST_TEST(options.destination.name == "kaifa");
  BOOST_TEST((options.destination.format->name == "prom"));
  BOOST_TEST(options.ct_ratio.primary == 1U);
  BOOST_TEST(options.ct_ratio.secondary == 1U);
  BOOST_TEST(options.labels.empty());
  BOOST_TEST(!options.timezone.has_value());
  BOOST_TEST((options.wiring == kaifa::Wiring::unknown));
  BOOST_TEST(!options.verbose);
  BOOST_TEST(!options.help);
  BOOST_TEST(!options.version);
}

BOOST_AUTO_TEST_CASE(the_default_timeout_for_list_3_is_just_over_an_hour) {
  BOOST_TEST(parse({"--list", "3"}).timeout.count() == 3660);
  BOOST_TEST(parse({"--list", "3", "--timeout", "90s"}).timeout.count() == 90);
  BOOST_TEST(parse({"--list", "1"}).timeout.count() == 45);
}

/// As --name VALUE, --name=VALUE, -n VALUE and -nVALUE, and as a line of a configuration.
BOOST_AUTO_TEST_CASE(each_option_has_one_meaning_however_it_is_given) {
  struct Given {
    std::string name;
    char letter; ///< 0 if there is none
    std::string value;
    bool (*is_set)(const Options& options);
  };
  const support::TemporaryDirectory directory;
  const std::string config = directory / "config";
  const std::vector<Given> all = {
      {"device", 'd', "-", [](auto& set) { return set.device == "-"; }},
      {"baud", 'b', "9600", [](auto& set) { return set.line.baud == 9600; }},
      {"parity", 0, "odd", [](auto& set) { return set.line.parity == kaifa::Parity::odd; }},
      {"parity", 0, "none", [](auto& set) { return set.line.parity == kaifa::Parity::none; }},
      {"list", 'l', "1", [](auto& set) { return set.list == 1; }},
      {"timeout", 't', "2min", [](auto& set) { return set.timeout.count() == 120; }},
      {"textfile-dir", 0, "/srv", [](auto& set) { return set.destination.textfile_dir == "/srv"; }},
      {"name", 'n', "cabin", [](auto& set) { return set.destination.name == "cabin"; }},
      {"output", 'o', "a", [](auto& set) { return set.destination.output == "a"; }},
      {"output", 'o', "a", [](auto& set) { return set.destination.files == Files::output; }},
      {"stdout", 0, "", [](auto& set) { return set.destination.files == Files::none; }},
      {"stdout", 0, "", [](auto& set) { return set.destination.prints; }},
      {"format", 0, "text", [](auto& set) { return set.destination.format->name == "text"; }},
      {"format", 0, "json", [](auto& set) { return set.destination.format->name == "json"; }},
      {"format", 0, "dump", [](auto& set) { return set.destination.format->name == "dump"; }},
      {"ct-ratio", 0, "200/5", [](auto& set) { return set.ct_ratio.primary == 200; }},
      {"ct-ratio", 0, "200/5", [](auto& set) { return set.ct_ratio.secondary == 5; }},
      {"key-file", 0, "/key", [](auto& set) { return set.key_file == "/key"; }},
      {"label", 0, "a=b=\"c\"", [](auto& set) { return labels_of(set) == Arguments{"a=b=\"c\""}; }},
      {"timezone", 0, "Europe/Oslo", [](auto& set) { return set.timezone == "Europe/Oslo"; }},
      {"wiring", 0, "3", [](auto& set) { return set.wiring == kaifa::Wiring::three_wire; }},
      {"wiring", 0, "4", [](auto& set) { return set.wiring == kaifa::Wiring::four_wire; }},
      {"config", 'c', config, [](auto& set) { return set.list == 3; }},
      {"record", 0, "run.bin", [](auto& set) { return set.record == "run.bin"; }},
      {"verbose", 'v', "", [](auto& set) { return set.verbose; }},
      {"help", 'h', "", [](auto& set) { return set.help; }},
      {"version", 'V', "", [](auto& set) { return set.version; }},
  };
  for (const kaifa::Option& option : kaifa::all_options())
    BOOST_TEST(std::ranges::count(all, option.name, &Given::name) > 0, option.name);
  const Arguments for_command_line_only = {"config", "record", "help", "version"};
  for (const auto& [name, letter, value, is_set] : all) {
    const std::string whole = "--" + name;
    const std::string brief = {'-', letter};
    std::vector<Arguments> ways = {
        {whole, value}, {whole + '=' + value}, {brief, value}, {brief + value}};
    if (value.empty())
      ways = {{whole}, {brief}};
    if (!letter)
      ways.resize(ways.size() / 2);
    support::write_file(config, "list = 3\n");
    BOOST_TEST(!is_set(parse({})), name);
    for (Arguments way : ways) {
      if (name == "format")
        way.push_back("--stdout");
      BOOST_TEST(is_set(parse(way)), way.front());
    }
    if (std::ranges::count(for_command_line_only, name) > 0)
      continue;
    support::write_file(config, name + " = " + (value.empty() ? "true" : value) +
                                    (name == "format" ? "\nstdout = true\n" : "\n"));
    BOOST_TEST(is_set(parse({"--config", config})), name);
  }
}

BOOST_AUTO_TEST_CASE(labels_are_collected) {
  BOOST_TEST(labels_of(parse({"--label", "a=1", "--label", "b=2"})) == (Arguments{"a=1", "b=2"}));
}

BOOST_AUTO_TEST_CASE(the_last_of_equal_options_wins) {
  BOOST_TEST(parse({"--list", "1", "--list", "3"}).list == 3);
  BOOST_TEST((parse({"--parity", "odd", "--parity", "even"}).line.parity == kaifa::Parity::even));
  BOOST_TEST((parse({"--wiring", "3", "--wiring", "auto"}).wiring == kaifa::Wiring::unknown));
  const Options options = parse({"--stdout", "--format", "json", "--format", "prom"});
  BOOST_TEST((options.destination.format->name == "prom"));
}

BOOST_AUTO_TEST_CASE(names_are_not_abbreviated) {
  for (const kaifa::Option& option : kaifa::all_options()) {
    std::string name = std::string("--") + option.name;
    name.pop_back();
    const Arguments arguments = option.argument.empty() ? Arguments{name} : Arguments{name, "1"};
    BOOST_TEST(usage_error(arguments).starts_with("unknown option \"" + name + "\""), name);
  }
}

BOOST_AUTO_TEST_CASE(the_nearest_name_is_the_one_with_the_fewest_differences) {
  for (const auto& [given, meant] :
       std::vector<std::pair<std::string, std::string>>{{"device", "device"},
                                                        {"devise", "device"},
                                                        {"dvice", "device"},
                                                        {"bauds", "baud"},
                                                        {"time-zone", "timezone"},
                                                        {"textfile_dir", "textfile-dir"}})
    BOOST_TEST(kaifa::did_you_mean(given, "--") == " (did you mean --" + meant + "?)");
}

BOOST_AUTO_TEST_CASE(a_name_with_this_beginning_is_the_nearest) {
  BOOST_TEST(kaifa::did_you_mean("timez", "") == " (did you mean timezone?)");
  BOOST_TEST(kaifa::did_you_mean("t", "") == " (did you mean timeout?)");
  BOOST_TEST(kaifa::did_you_mean("dev", "") == " (did you mean device?)");
}

BOOST_AUTO_TEST_CASE(a_name_like_no_other_has_no_nearest_one) {
  BOOST_TEST(kaifa::did_you_mean("xyzzy", "--") == "");
  BOOST_TEST(kaifa::did_you_mean("", "--") == "");
}

BOOST_AUTO_TEST_CASE(an_unknown_option_is_reported_with_the_nearest_one) {
  BOOST_TEST(usage_error({"--time-out", "5"}) ==
             "unknown option \"--time-out\" (did you mean --timeout?)");
  BOOST_TEST(usage_error({"--lsit=5"}) == "unknown option \"--lsit\" (did you mean --list?)");
  BOOST_TEST(usage_error({"--time", "5"}) == "unknown option \"--time\" (did you mean --timeout?)");
  BOOST_TEST(usage_error({"--verb"}) == "unknown option \"--verb\" (did you mean --verbose?)");
  for (const std::string option : {"--xyzzy", "-x", "-vx", "---", "--="})
    BOOST_TEST(usage_error({option}).starts_with("unknown option \""), option);
  BOOST_TEST(usage_error({"---"}) == "unknown option \"---\"");
}

BOOST_AUTO_TEST_CASE(what_is_not_an_option_is_refused) {
  BOOST_TEST(usage_error({"/dev/ttyUSB0"}) ==
             "unexpected argument \"/dev/ttyUSB0\"; a port goes with --device");
  BOOST_TEST(usage_error({"--", "--list"}) ==
             "unexpected argument \"--list\"; a port goes with --device");
  BOOST_TEST(usage_error({""}) == "unexpected argument \"\"; a port goes with --device");
}

BOOST_AUTO_TEST_CASE(a_missing_or_superfluous_value_is_refused) {
  for (const Arguments& arguments : {Arguments{"--list"}, {"--list="}, {"-l"}, {"-l", "-v"}})
    BOOST_TEST(usage_error(arguments) == "--list needs a value: 1|2|3");
  for (const std::string option : {"--stdout=yes", "--stdout="})
    BOOST_TEST(usage_error({option}) == "--stdout takes no value");
}

BOOST_AUTO_TEST_CASE(a_wrong_value_is_reported_with_what_is_wrong_with_it) {
  const std::string not_a_baud =
      " is not one of the standard rates 300, 600, 1200, 1800, 2400, 4800, 9600, 19200, 38400, "
      "57600, 115200, 230400, 460800, 500000, 576000, 921600, 1000000, 1152000, 1500000, 2000000";
  const std::string not_a_time =
      " is not a time from 1s to 24h, in whole s, min or h: 45, 45s, 2min, 1h";
  const std::string not_a_zone =
      " is not a zone of the tz database (package tzdata), such as Europe/Oslo";
  const std::string not_a_ratio = " is not a ratio such as 200/5 or 40, from 1 to 1000000";
  const std::string not_a_label_name =
      " is not a label name: letters, digits and _, beginning with neither a digit nor __";
  struct Case {
    std::string option;
    Arguments values;
    std::string what; ///< after the value in quotes
  };
  const std::vector<Case> cases = {
      {"--baud", {"", "0", "2401", "-2400", "2400x", "02400", "auto"}, not_a_baud},
      {"--parity", {"", "mark", "EVEN", "e"}, " is not even, odd or none"},
      {"--list", {"", "0", "4", "12", "two", "2 ", "02"}, " is not 1, 2 or 3"},
      {"--timeout", {"", "0", "1d", "25h", "-1", "1.5h", "10m"}, not_a_time},
      {"--name", {""}, " is empty"},
      {"--name", {"a/b", "/"}, " has a /, but is the name of files, not a path"},
      {"--name", {".", "..", ".kaifa"}, " begins with a dot"},
      {"--name", {"kaifa.prom", "a.prom"}, " ends in .prom, which the program adds"},
      {"--name", {"a_energy"}, " ends in _energy, which marks the file of a meter's energy"},
      {"--name", {"a_failure"}, " ends in _failure, which marks the file of a run that failed"},
      {"--output", {"-"}, " is not a file; --stdout prints"},
      {"--format", {"", "xml", "PROM"}, " is not prom, text, json or dump"},
      {"--ct-ratio", {"", "0", "5/200", "1/0", "200/5A"}, not_a_ratio},
      {"--label", {"", "a"}, " is not NAME=VALUE"},
      {"--timezone",
       {"", "Europe/Atlantis", "../zoneinfo/UTC", "/etc/localtime", "Europe"},
       not_a_zone},
      {"--wiring", {"", "2", "5", "three"}, " is not auto, 3 or 4"},
  };
  for (const Case& wrong : cases)
    for (const std::string& value : wrong.values)
      BOOST_TEST(usage_error({wrong.option, value}) ==
                 wrong.option + ": \"" + value + "\"" + wrong.what);

  for (const std::string option : {"--device", "--textfile-dir", "--output"})
    BOOST_TEST(usage_error({option, ""}) == option + ": the path is empty");
  BOOST_TEST(usage_error({"--name", "a\xff"}) == "--name: \"a\\xff\" is not valid UTF-8");
  BOOST_TEST(usage_error({"--name", "a\n"}) == "--name: \"a\\n\" has a control character");
  BOOST_TEST(usage_error({"--label", "9a=b"}) == "--label: \"9a\"" + not_a_label_name);
  BOOST_TEST(usage_error({"--label", "__a=b"}) == "--label: \"__a\"" + not_a_label_name);
}

BOOST_AUTO_TEST_CASE(a_long_value_is_not_shown_whole) {
  BOOST_TEST(usage_error({"--list", std::string(61, 'x')}) ==
             "--list: \"" + std::string(60, 'x') + "\"... is not 1, 2 or 3");
  for (const Arguments& arguments : {Arguments{"--name", std::string(100'000, 'x')},
                                     {"--label", "1" + std::string(100'000, 'x') + "=1"},
                                     {"--" + std::string(100'000, 'x')},
                                     {std::string(100'000, 'x')}})
    BOOST_TEST(usage_error(arguments).size() < 200U);
}

BOOST_AUTO_TEST_CASE(labels_are_refused_that_prometheus_would_not_keep) {
  for (const std::string name : {"meter_id", "meter_type", "list_version", "phase", "reason"})
    BOOST_TEST(usage_error({"--label", name + "=1"}) ==
               "--label: label \"" + name + "\" is set by the program itself; choose another name");
  BOOST_TEST(usage_error({"--label", "a="}) ==
             "--label: label \"a\" is empty, so Prometheus would drop it; give it a value");
  BOOST_TEST(usage_error({"--label", "a=\xff"}) ==
             "--label: the value of label \"a\" is not valid UTF-8");
  BOOST_TEST(usage_error({"--label", "a=1", "--label", "a=2"}) ==
             "--label: label \"a\" is given twice");
}

BOOST_AUTO_TEST_CASE(only_one_destination_is_accepted) {
  BOOST_TEST(usage_error({"--output", "a", "--stdout"}) ==
             "--output and --stdout cannot be used together");
  BOOST_TEST(usage_error({"--output", "a", "--textfile-dir", "/srv"}) ==
             "--textfile-dir and --output cannot be used together");
  BOOST_TEST(usage_error({"-o", "a", "-n", "b"}) == "--name and --output cannot be used together");
}

BOOST_AUTO_TEST_CASE(a_reading_is_printed_beside_the_files_of_the_command_line) {
  for (const Arguments& arguments :
       {Arguments{"--stdout", "--name", "m"}, Arguments{"--name", "m", "--stdout"},
        Arguments{"--stdout", "--textfile-dir", "/srv"},
        Arguments{"--textfile-dir", "/srv", "--stdout", "--format", "json"}}) {
    const kaifa::Destination destination = parse(arguments).destination;
    BOOST_TEST((destination.files == Files::textfile_dir));
    BOOST_TEST(destination.prints);
  }
}

BOOST_AUTO_TEST_CASE(a_format_is_for_standard_output) {
  BOOST_TEST(usage_error({"--format", "text"}) == "--format goes with --stdout only");
  BOOST_TEST(usage_error({"--format", "prom", "--output", "a"}) ==
             "--format goes with --stdout only");
}

// Each option with a value: the values at the bounds are accepted, those one beyond are not.
BOOST_AUTO_TEST_CASE(each_option_accepts_what_is_within_its_bounds_and_nothing_beyond) {
  struct Bounds {
    std::string option;
    Arguments good;
    Arguments bad;
  };
  const std::string x235(235, 'x');
  const std::vector<Bounds> all = {
      {"device", {"-", "/dev/ttyUSB0", "a"}, {"", "~/a"}},
      {"baud",
       {"300", "2400", "2000000"},
       {"", "0", "299", "301", "2000001", "02400", "2400 ", "+2400", "-2400", "2400.0"}},
      {"parity", {"even", "odd", "none"}, {"", "Even", "mark", "even "}},
      {"list", {"1", "2", "3"}, {"", "0", "4", "01", "+1", "-1", "1 ", "1.0", "11"}},
      {"timeout",
       {"1", "01", "86400", "1s", "1min", "1440min", "1h", "24h", "024h"},
       {"", "0", "0h", "86401", "1441min", "25h", "-1", "+1", "1.0", "1 s", "4294967297"}},
      {"textfile-dir", {"/srv", "."}, {"", "~"}},
      {"name", {"a", "a b", x235}, {"", x235 + 'x', ".a", "a/b", "a.prom", "a_energy"}},
      {"output", {"a", "/a"}, {"", "-", "~/a"}},
      {"format", {"prom", "text", "json", "dump"}, {"", "PROM", "prom ", "xml"}},
      {"ct-ratio",
       {"1", "01", "1000000", "1/1", "200/5", "0200/05", "1000000/1000000", "1000000/1"},
       {"", "0", "1000001", "1/0", "1/2", "4/5", "1000001/1000001", "1.0", "-1", "1/", "/1"}},
      {"key-file", {"/etc/kaifa-exporter.key", "a"}, {"", "~/key"}},
      {"label", {"a=b", "_=b", "a9=b=c", "a= "}, {"", "a", "a=", "=b", "9=b", "__a=b", "phase=b"}},
      {"timezone", {"UTC", "Europe/Oslo"}, {"", "Oslo", "Europe", "/UTC", "../zoneinfo/UTC"}},
      {"wiring", {"auto", "3", "4"}, {"", "2", "5", "03", "34"}},
      {"config", {"/dev/null"}, {"", "~/a"}},
      {"record", {"a", "./-"}, {"", "-", "~/a"}},
  };
  for (const kaifa::Option& option : kaifa::all_options())
    BOOST_TEST((option.argument.empty() || std::ranges::count(all, option.name, &Bounds::option)),
               option.name);
  for (const auto& [option, good, bad] : all) {
    const Arguments with = option == "format" ? Arguments{"--stdout"} : Arguments{};
    const auto error_of = [&, name = "--" + option](const std::string& value) {
      Arguments arguments = with;
      arguments.insert(arguments.end(), {name, value});
      return name == "--config" ? message(arguments) : usage_error(arguments);
    };
    for (const std::string& value : good)
      BOOST_TEST(error_of(value) == "none", option << ' ' << value);
    for (const std::string& value : bad)
      BOOST_TEST(error_of(value).starts_with("--" + option + ": "), option << ' ' << value);
  }
}

// A machine-id has 32 digits.
BOOST_AUTO_TEST_CASE(a_label_value_may_look_like_a_key) {
  const std::string digits = "5e1f9c03b7d2468afe10c92b7735e6d4";
  for (const std::string& value : {digits, digits.substr(0, 16), digits + digits, "0x" + digits,
                                   std::string("5e:1f:9c:03:b7:d2:46:8a"), digits + " # note"})
    BOOST_TEST(labels_of(parse({"--label", "host=" + value})) == Arguments{"host=" + value});
}

// The rule for all messages, whatever the option and wherever the key is.
BOOST_AUTO_TEST_CASE(no_message_shows_a_key_whatever_it_was_given_for) {
  const std::string key = "5e1f9c03b7d2468afe10c92b7735e6d4";
  std::string pairs;
  for (std::size_t i = 0; i < key.size(); i += 2)
    pairs += " 0x" + key.substr(i, 2);
  for (const std::string& value :
       {key, key.substr(0, 31), key.substr(0, 16), key + " # note", '"' + key + '"', key + key,
        pairs, "key: " + pairs, "K" + key, key + "\n", std::string(key).replace(9, 1, "O")}) {
    std::vector<Arguments> trials = {{value},
                                     {"--", value},
                                     {"--" + value},
                                     {"--" + value + "=1"},
                                     {"-" + value},
                                     {"-x" + value},
                                     {"-v" + value},
                                     {"--label", value + "=1"},
                                     {"--label", "a" + value + "="},
                                     {"--label", "a" + key + "=\xff"},
                                     {"--label", "a" + key + "=1", "--label", "a" + key + "=2"},
                                     {"--label", "9=" + value},
                                     {"--label", "phase=" + value},
                                     {"--name", value + "/x"},
                                     {"--record", '~' + value},
                                     {"--config", value}};
    for (const kaifa::Option& option : kaifa::all_options()) {
      const std::string name = std::string("--") + option.name;
      trials.push_back({name, value});
      trials.push_back({name + '=' + value});
      trials.push_back({name, "~" + value});
      trials.push_back({name + value});
      if (option.letter)
        trials.push_back({std::string{'-', option.letter} + value});
    }
    for (const Arguments& trial : trials) {
      std::string text = message(trial);
      for (std::size_t i = 0; i + 8 <= key.size(); i += 2)
        BOOST_TEST(text.find(key.substr(i, 8)) == std::string::npos, text);
      for (const char letter : {'\n', '\r', '\x1b'})
        BOOST_TEST(text.find(letter) == std::string::npos, text);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_message_about_a_key_in_the_wrong_place_says_where_it_goes) {
  BOOST_TEST(usage_error({"5e1f9c03b7d2468afe10c92b7735e6d4"}) ==
             "unexpected argument [not shown: it looks like a key, which belongs in a file named "
             "with --key-file]; a port goes with --device");
}

BOOST_AUTO_TEST_CASE(a_recording_does_not_go_to_standard_output) {
  for (const Arguments& arguments :
       {Arguments{"--record", "-"}, {"--record=-"}, {"--stdout", "--record", "-"}})
    BOOST_TEST(usage_error(arguments) ==
               "--record: \"-\" is not a file, and a recording does not go "
               "to standard output; name a new file");
}

BOOST_AUTO_TEST_CASE(help_and_version_need_nothing_else_to_be_right) {
  BOOST_TEST(parse({"--help", "--list", "9"}).help);
  BOOST_TEST(parse({"--version", "--config", "/nonexistent"}).version);
}

BOOST_AUTO_TEST_CASE(help_is_this_text) {
  BOOST_TEST(kaifa::help_text() == R"(Usage: kaifa-exporter [OPTION]...
Reads one list of a Kaifa electricity meter from its M-Bus port and writes it
for the textfile collector of the Prometheus node_exporter, or prints it.

  -d, --device PATH (default: /dev/kaifa, else /dev/ttyUSB0)
        serial port; or a FIFO, a raw capture, or - for standard input
  -b, --baud N (default: 2400)
        baud rate of the port
      --parity even|odd|none (default: even)
        parity of the port
  -l, --list 1|2|3 (default: 2)
        wait for this list, or a longer one that contains it
  -t, --timeout DURATION (default: 45s; 61min for list 3)
        give up this long after the start: 45, 45s, 2min, 1h
      --textfile-dir DIR (default: /var/lib/prometheus/node-exporter)
        write NAME.prom there, and NAME_energy.prom from a list 3
  -n, --name NAME (default: kaifa)
        base name of the files in that directory
  -o, --output FILE
        write the whole reading to this file instead
      --stdout
        print instead of writing; with --name or --textfile-dir beside it, write
        the files, then print
      --format prom|text|json|dump (default: text on a terminal, else prom)
        what --stdout prints: for Prometheus, for people, as JSON, byte by byte
      --ct-ratio N[/M] (default: 1)
        ratio of the current transformers in front of the meter, such as 200/5;
        powers, currents and energies are multiplied by it
      --key-file FILE
        the key of a ciphered meter (Austria): 32 hexadecimal digits
      --label NAME=VALUE
        a label put on every sample; may be repeated
      --timezone ZONE (default: the host's)
        zone of the meter's clock if the frame states no deviation
      --wiring auto|3|4 (default: auto)
        wires of a three-phase meter whose type does not tell; without this
        option its voltages are left out
  -c, --config FILE (default: /etc/kaifa-exporter.conf if it exists)
        'name = value' lines, the names as here; the command line wins
      --record FILE
        write every byte of the run, as it came, to this new file too
  -v, --verbose
        say on standard error what arrives and what is rejected, and why
  -h, --help
        print all options
  -V, --version
        print the version

Exit status, and the causes of a failed run:
   0 OK          written, or printed
  64 USAGE       wrong command line
        usage
  65 DATAERR     bytes came, but no valid list frame
        noise, damaged, unknown_list, other_maker, other_protocol, no_key,
        wrong_key, authenticated
  66 NOINPUT     the device does not exist or cannot be opened
        port_missing, port_permission, port_unusable
  69 UNAVAILABLE nothing at all came before the deadline
        silence, input_ended
  70 SOFTWARE    a bug
        bug
  73 CANTCREAT   the output cannot be written
        output_missing, output_permission, output_read_only, output_full,
        output
  74 IOERR       the port failed or was unplugged while waiting
        port_lost
  75 TEMPFAIL    not the list asked for, or the port stayed busy
        port_busy, other_run, other_list
  78 CONFIG      wrong configuration or key file
        configuration, key_file, ct_ratio

See kaifa-exporter(1) for the metrics, examples and what messages mean.
)");
}

BOOST_AUTO_TEST_SUITE_END()
