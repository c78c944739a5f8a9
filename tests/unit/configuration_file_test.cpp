#include "cli/command_line.h"

#include "cli/option_table.h"
#include "failure.h"
#include "support/temporary_directory.h"

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

using kaifa::Options;
using Arguments = std::vector<std::string>;
using Files = kaifa::Destination::Files;

Options parse(const std::string& config, const Arguments& arguments,
              std::chrono::seconds ago = {}) {
  std::vector<const char*> argv = {"kaifa-exporter", "--config", config.c_str()};
  for (const std::string& argument : arguments)
    argv.push_back(argument.c_str());
  const kaifa::Waiting waiting;
  return kaifa::parse_options(static_cast<int>(argv.size()), argv.data(), waiting,
                              std::chrono::steady_clock::now() - ago);
}

/// The labels as "name=value".
Arguments labels_of(const Options& options) {
  Arguments labels;
  for (const auto& [name, value] : options.labels)
    labels.push_back(name + "=" + value);
  return labels;
}

/// A FIFO in a directory of its own.
class Fifo {
public:
  Fifo() { BOOST_REQUIRE(mkfifo(path().c_str(), 0600) == 0); }
  [[nodiscard]] std::string path() const { return directory_ / "fifo"; }

private:
  support::TemporaryDirectory directory_;
};

/// The message of a run that began `ago`. Only what is wrong with the command line leads to --help.
std::string error_of(const std::string& config, const Arguments& arguments = {},
                     std::chrono::seconds ago = {}) {
  try {
    (void)parse(config, arguments, ago);
  } catch (const kaifa::Failure& error) {
    const std::string text = error.what();
    const bool is_usage = text.ends_with("; see kaifa-exporter --help");
    BOOST_TEST(
        (error.status() == (is_usage ? kaifa::ExitStatus::usage : kaifa::ExitStatus::config)));
    return text;
  }
  return "none";
}

/// The error without the path of the file at its beginning.
std::string configuration_error(const std::string& content) {
  const support::TemporaryDirectory directory;
  const std::string path = directory / "c.conf";
  support::write_file(path, content);
  try {
    (void)parse(path, {});
  } catch (const kaifa::Failure& error) {
    BOOST_TEST((error.status() == kaifa::ExitStatus::config));
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

BOOST_AUTO_TEST_SUITE(configuration_file)

BOOST_AUTO_TEST_CASE(spaces_around_a_name_and_its_value_do_not_matter) {
  for (const std::string line : {"list=3", "list = 3", "  list   =   3  ", "\tlist\t=\t3\t"})
    BOOST_TEST(configured(line + '\n').list == 3, line);
}

BOOST_AUTO_TEST_CASE(empty_lines_and_comments_are_ignored) {
  const Options options = configured("\n# list = 1\n   # baud = 9\n\t\nlist = 3\n");
  BOOST_TEST(options.list == 3);
  BOOST_TEST(options.line.baud == 2400U);
}

BOOST_AUTO_TEST_CASE(a_value_goes_on_to_the_end_of_its_line) {
  BOOST_TEST(labels_of(configured("label = flat=4 # west [a] = \"b\"\n")) ==
             Arguments{"flat=4 # west [a] = \"b\""});
}

BOOST_AUTO_TEST_CASE(quotes_around_a_value_are_not_part_of_it) {
  BOOST_TEST(configured("device = \"/dev/ttyACM0\"\n").device == "/dev/ttyACM0");
  BOOST_TEST(labels_of(configured("label = meter=\"house\"\nlabel = \"floor=1\"\n")) ==
             (Arguments{"meter=house", "floor=1"}));
  BOOST_TEST(configuration_error("label = meter=\"\"\n") ==
             ":1: label: label \"meter\" is empty, so Prometheus would drop it; give it a value");
}

BOOST_AUTO_TEST_CASE(other_quotes_are_part_of_a_value) {
  for (const std::string value : {"a", "\"", "\"a", "a\"", "a \"b\"", "\"a\" b", "\"a\" \"b\""})
    BOOST_TEST(configured("device = " + value + "\n").device == value);
}

BOOST_AUTO_TEST_CASE(blanks_around_a_value_are_not_part_of_it) {
  BOOST_TEST(configured("device = \t a b\r\t \n").device == "a b");
  BOOST_TEST(configured(" \t\r \n \t list\t=1 \n").list == 1);
}

BOOST_AUTO_TEST_CASE(a_byte_order_mark_does_not_matter) {
  BOOST_TEST(configured("\xef\xbb\xbflist = 1\n").list == 1);
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

BOOST_AUTO_TEST_CASE(labels_on_the_command_line_replace_all_configured_ones) {
  const Options options = configured("label = a=1\nlabel = b=2\n", {"--label", "a=3"});
  BOOST_TEST(labels_of(options) == Arguments{"a=3"});
}

BOOST_AUTO_TEST_CASE(a_destination_on_the_command_line_overrides_another_in_the_file) {
  const auto kind = [](const std::string& content, const Arguments& arguments) {
    return configured(content, arguments).destination.files;
  };
  BOOST_TEST((kind("output = a\n", {"--stdout"}) == Files::none));
  BOOST_TEST((kind("stdout = true\n", {"--output", "a"}) == Files::output));
  BOOST_TEST((kind("name = a\n", {"--output", "a"}) == Files::output));
  BOOST_TEST((kind("stdout = true\n", {"--textfile-dir", "/srv"}) == Files::textfile_dir));
  BOOST_TEST((kind("stdout = true\nformat = text\n", {"--name", "b"}) == Files::textfile_dir));
  BOOST_TEST((kind("output = a\n", {"--name", "b"}) == Files::textfile_dir));
  BOOST_TEST((kind("stdout = false\n", {}) == Files::textfile_dir));
  BOOST_TEST(configured("name = a\n", {"--textfile-dir", "/srv"}).destination.name == "a");
  for (const Arguments& of_a_file :
       {Arguments{"--output", "a"}, {"--textfile-dir", "/srv"}, {"--name", "b"}})
    BOOST_TEST(!configured("stdout = true\n", of_a_file).destination.prints, of_a_file[0]);
}

BOOST_AUTO_TEST_CASE(two_destinations_in_the_file_are_refused) {
  BOOST_TEST(configuration_error("output = a\nname = b\n") ==
             ":1: name and output cannot be used together");
  BOOST_TEST(configuration_error("textfile-dir = a\nstdout = true\n") ==
             ":2: textfile-dir and stdout cannot be used together");
  BOOST_TEST(configuration_error("output = a\nstdout = false\n") == "none");
}

BOOST_AUTO_TEST_CASE(an_unknown_name_is_refused_with_its_line_and_the_nearest_name) {
  BOOST_TEST(configuration_error("list = 2\n\nbuad = 9600\n") ==
             ":3: unknown name \"buad\" (did you mean baud?)");
  BOOST_TEST(configuration_error("xyzzy = 1\n") == ":1: unknown name \"xyzzy\"");
  BOOST_TEST(configuration_error("= 1\n") == ":1: unknown name \"\"");
}

BOOST_AUTO_TEST_CASE(a_name_that_people_guess_is_refused_with_the_right_one) {
  for (const std::string line : {"OPTIONS=\"--list 3\"", "args = -l 3", "DAEMON_ARGS=--stdout"})
    BOOST_TEST(configuration_error(line + '\n') ==
               ":1: unknown name \"" + line.substr(0, line.find_first_of(" =")) +
                   "\" (each option has a line of its own, without dashes: list = 3)");
  BOOST_TEST(configuration_error("key = 1\n") ==
             ":1: unknown name \"key\" (a key belongs in a file of its own: key-file = FILE)");
}

BOOST_AUTO_TEST_CASE(a_comment_after_a_wrong_value_is_pointed_out) {
  BOOST_TEST(configuration_error("timezone = Europe/Oslo # here\n") ==
             ":1: timezone: \"Europe/Oslo # here\" is not a zone of the tz database (package "
             "tzdata), such as Europe/Oslo (a comment needs a line of its own)");
  BOOST_TEST(configuration_error("list = 3 # all\n") ==
             ":1: list: \"3 # all\" is not 1, 2 or 3 (a comment needs a line of its own)");
}

BOOST_AUTO_TEST_CASE(a_tilde_is_not_a_home) {
  for (const std::string name : {"device", "textfile-dir", "output", "key-file"})
    BOOST_TEST(configuration_error(name + " = ~/x\n") ==
               ":1: " + name +
                   ": \"~/x\" begins with ~, which only a shell replaces: write the whole path");
}

BOOST_AUTO_TEST_CASE(a_second_line_with_the_same_name_is_refused) {
  BOOST_TEST(configuration_error("list = 2\ntimeout = 5\nlist = 2\n") == ":3: list is set twice");
}

BOOST_AUTO_TEST_CASE(of_several_wrong_lines_the_first_is_named) {
  const std::vector<std::string> lines = {"colour = red", "list", "help = true", "= 2"};
  for (const std::string& first : lines)
    for (const std::string& second : lines)
      BOOST_TEST(configuration_error("list = 2\n" + first + "\ntimeout = 5\n" + second + "\n") ==
                 configuration_error("list = 2\n" + first + "\n"));
}

BOOST_AUTO_TEST_CASE(what_is_for_the_command_line_only_is_refused) {
  for (const std::string name : {"help", "version", "config", "record"})
    BOOST_TEST(configuration_error(name + " = true\n") ==
               ":1: " + name + " is for the command line only");
  BOOST_TEST(configuration_error("d = a\n").starts_with(":1: unknown name \"d\""));
}

BOOST_AUTO_TEST_CASE(a_wrong_value_is_refused_with_its_line) {
  BOOST_TEST(configuration_error("# serial port\nparity = mark\n") ==
             ":2: parity: \"mark\" is not even, odd or none");
  BOOST_TEST(configuration_error("verbose = yes\n") == ":1: verbose: \"yes\" is not true or false");
  BOOST_TEST(configuration_error("stdout = 1\n") == ":1: stdout: \"1\" is not true or false");
  BOOST_TEST(configuration_error("list =\n") == ":1: list: \"\" is not 1, 2 or 3");
  BOOST_TEST(configuration_error("label = a=1\nlabel = a=1\n") ==
             ":2: label: label \"a\" is given twice");
}

BOOST_AUTO_TEST_CASE(a_bad_value_is_refused_even_if_the_command_line_has_a_good_one) {
  BOOST_CHECK_EXCEPTION(
      (void)configured("list = 9\n", {"--list", "1"}), kaifa::Failure,
      [](const kaifa::Failure& error) { return error.status() == kaifa::ExitStatus::config; });
}

BOOST_AUTO_TEST_CASE(a_line_of_another_form_is_refused) {
  BOOST_TEST(configuration_error("list = 2\nverbose\n") ==
             ":2: \"verbose\" is not a line 'name = value'");
  BOOST_TEST(configuration_error("[meter]\nlist = 2\n") ==
             ":1: \"[meter]\" is not a line 'name = value'");
  BOOST_TEST(configuration_error(std::string(60'000, 'x')) ==
             ":1: \"" + std::string(60, 'x') + "\"... is not a line 'name = value'");
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_a_configuration_is_refused) {
  BOOST_TEST(configuration_error(std::string(65'536, '#')) == "none");
  BOOST_TEST(configuration_error(std::string(65'537, '#')) ==
             ": longer than 65536 bytes, so it is no configuration file");
  BOOST_TEST(configuration_error(std::string("l\0i\0", 4)) ==
             ": it contains a NUL byte, so it is not text");
  for (const std::string mark : {"\xff\xfe", "\xfe\xff"})
    BOOST_TEST(configuration_error(mark + "l") == ": it is UTF-16; save it as UTF-8");
}

BOOST_AUTO_TEST_CASE(a_device_is_refused_before_it_is_read) {
  for (const std::string device : {"/dev/zero", "/dev/tty", "/dev/full"})
    BOOST_CHECK_EXCEPTION((void)parse(device, {}), kaifa::Failure, [&](const auto& error) {
      return error.what() == device + ": a device is no configuration file; a port goes with "
                                      "--device";
    });
  BOOST_TEST(parse("/dev/null", {}).list == 2);
}

BOOST_AUTO_TEST_CASE(an_empty_path_is_refused) {
  BOOST_CHECK_EXCEPTION((void)parse("", {}), kaifa::Failure, [](const auto& error) {
    return error.what() == std::string("--config: the path is empty");
  });
}

BOOST_AUTO_TEST_CASE(a_format_without_stdout_is_refused_with_its_line) {
  BOOST_TEST(configuration_error("list = 2\nformat = text\n") ==
             ":2: format goes with stdout only");
  BOOST_TEST((configured("format = text\nstdout = true\n").destination.format->name == "text"));
}

BOOST_AUTO_TEST_CASE(the_command_line_may_write_what_the_file_would_print) {
  const Options options = configured("format = text\nstdout = true\n", {"--output", "x.prom"});
  BOOST_TEST((options.destination.files == kaifa::Destination::Files::output));
  BOOST_TEST(options.destination.output == "x.prom");
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_read_is_refused) {
  const support::TemporaryDirectory directory;
  const std::string missing = directory / "missing";
  BOOST_TEST(error_of(missing) == "cannot read " + missing + ": No such file or directory");
  BOOST_TEST(error_of(directory.path()) ==
             "cannot read " + directory.path() + ": Is a directory; name a file");
  BOOST_TEST(error_of("a\nb") == "cannot read a\\nb: No such file or directory");
}

BOOST_AUTO_TEST_CASE(the_path_before_a_line_is_escaped) {
  const support::TemporaryDirectory directory;
  support::write_file(directory / "a\nb", "x = 1\n");
  BOOST_TEST(error_of(directory / "a\nb") == directory.path() + "/a\\nb:1: unknown name \"x\"");
}

BOOST_AUTO_TEST_CASE(a_pipe_may_bring_the_configuration_in_pieces) {
  const std::string content = "list = 3\nbaud = 9600\n";
  for (std::size_t size = 0; size <= content.size(); ++size) {
    const Fifo fifo;
    std::thread writer([&] {
      std::ofstream pipe(fifo.path());
      pipe << content.substr(0, size) << std::flush;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
      pipe << content.substr(size);
    });
    const Options options = parse(fifo.path(), {"--timeout", "2min"}, std::chrono::seconds(50));
    writer.join();
    BOOST_TEST(options.list == 3);
    BOOST_TEST(options.line.baud == 9600U);
  }
}

BOOST_AUTO_TEST_CASE(a_pipe_that_does_not_end_is_waited_for_until_the_timeout) {
  const Fifo fifo;
  const std::string error = "cannot read " + fifo.path() +
                            ": it had not ended by the deadline; does the program that writes to "
                            "it run?";
  const auto past_default = std::chrono::seconds(45);
  const auto past_timeout = std::chrono::minutes(2);
  BOOST_TEST(error_of(fifo.path(), {}, past_default) == error);
  BOOST_TEST(error_of(fifo.path(), {"--timeout", "2min"}, past_timeout) == error);
  const kaifa::UniqueFd silent(open(fifo.path().c_str(), O_RDWR));
  BOOST_TEST(error_of(fifo.path(), {"--list", "3"}, past_default) == error);
  BOOST_REQUIRE(write(silent.get(), "list = 3\n", 9) == 9);
  BOOST_TEST(error_of(fifo.path(), {}, past_default) == error);
}

BOOST_AUTO_TEST_CASE(no_message_shows_a_key_wherever_it_is_in_the_file) {
  const std::string key = "5e1f9c03b7d2468afe10c92b7735e6d4";
  for (const std::string& value :
       {key, key.substr(0, 31), key.substr(0, 16), key + " # note", '"' + key + '"', key + key,
        "GUEK: " + key, std::string("QZ4W8JXK7V9Y3BTM")}) {
    Arguments lines = {value,
                       value + " = 1",
                       "[" + value + "]",
                       "key " + value,
                       "key = " + value,
                       "label = " + value,
                       "label = phase=" + value,
                       "label = " + value + "=1",
                       "label = a" + key + "=",
                       "OPTIONS = --key-file " + value};
    for (const kaifa::Option& option : kaifa::all_options())
      for (const std::string between : {" = ", " ", " = ~"})
        lines.push_back(option.name + between + value);
    for (const std::string& line : lines) {
      const bool is_characters = value.front() == 'Q' && line != value;
      const support::TemporaryDirectory directory;
      support::write_file(directory / "c", line + '\n');
      const std::string text = is_characters ? "" : error_of(directory / "c");
      for (std::size_t i = 0; i + 8 <= key.size(); i += 2)
        BOOST_TEST(text.find(key.substr(i, 8)) == std::string::npos, text);
      BOOST_TEST(text.find("QZ4W8JXK") == std::string::npos, text);
    }
  }
}

BOOST_AUTO_TEST_CASE(only_one_reader_has_standard_input) {
  const auto error = [](const std::string& content, Arguments arguments) {
    const support::TemporaryDirectory directory;
    support::write_file(directory / "c.conf", content);
    std::string text = error_of(directory / "c.conf", arguments);
    return text.substr(text.find(directory.path()) == 0 ? (directory / "c.conf").size() : 0);
  };
  const std::string hint = "; see kaifa-exporter --help";
  const std::string both = " cannot both be standard input";
  for (const std::string path : {"/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"}) {
    BOOST_TEST(error("", {"--device", "-", "--key-file", path}) ==
               "--key-file and --device" + both + hint);
    BOOST_TEST(error("", {"--device", path, "--key-file", path}) ==
               "--key-file and --device" + both + hint);
    BOOST_TEST(error("key-file = " + path + "\n", {"--device", "-"}) ==
               "key-file and --device" + both + hint);
    BOOST_TEST(error("\ndevice = -\nkey-file = " + path + '\n', {}) ==
               ":2: key-file and device" + both);
    BOOST_TEST(error("device = /dev/ttyUSB0\n", {"--key-file", path}) == "none");
  }
}

BOOST_AUTO_TEST_SUITE_END()
