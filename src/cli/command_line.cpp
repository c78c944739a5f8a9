#include "command_line.h"

#include "configuration_file.h"
#include "option_table.h"
#include "value_parsers.h"

#include <boost/program_options.hpp>

#include <algorithm>
#include <array>
#include <span>

#include <unistd.h>

namespace kaifa {
namespace {

namespace po = boost::program_options;

Failure wrong_usage(const std::string& what) {
  return {Cause::usage, what + "; see kaifa-exporter --help"};
}

/// `what` begins with the option as the setting shows it.
Failure wrong(const Setting& setting, const std::string& what) {
  if (!setting.is_configured())
    return wrong_usage(what);
  return {Cause::configuration, shown_place(setting.file, setting.line) + what};
}

/// The last setting with this name, which overrides the others; nullptr if there is none. "stdout =
/// false" does not count as a setting.
const Setting* find(const Settings& settings, std::string_view name) {
  const auto found = std::find_if(settings.rbegin(), settings.rend(), [&](const Setting& setting) {
    return setting.name == name && !(name == "stdout" && setting.value == "false");
  });
  return found == settings.rend() ? nullptr : &*found;
}

using Arguments = std::span<const std::string>;

/// Whether one of the arguments may be this option.
bool may_be_given(const Option& option, Arguments arguments) {
  return std::ranges::any_of(arguments, [&](std::string_view argument) {
    if (argument.starts_with("--"))
      return argument.substr(2).starts_with(option.name);
    return argument.starts_with('-') && option.letter &&
           argument.find(option.letter) != std::string_view::npos;
  });
}

/// Describes only the options that may be given. Boost.Program_options allocates memory for every
/// option it knows and compares every option with every argument, more than once: with all options,
/// that was a third of the instructions of a run.
po::options_description description(Arguments arguments) {
  po::options_description description;
  for (const Option& option : all_options()) {
    if (!may_be_given(option, arguments))
      continue;
    const std::string names =
        option.letter ? formatted("{},{}", option.name, option.letter) : option.name;
    if (option.argument.empty())
      description.add_options()(names.c_str(), "");
    else
      description.add_options()(names.c_str(), po::value<std::string>(), "");
  }
  return description;
}

std::string_view without_dashes(std::string_view option) {
  return option.substr(std::min(option.find_first_not_of('-'), option.size()));
}

Failure unknown_option(std::string_view given) {
  const std::string_view option = given.substr(0, given.find('='));
  return wrong_usage(formatted("unknown option {}{}", shown_value(option),
                               did_you_mean(without_dashes(option), "--")));
}

/// Says that a value is missing, or that the option takes no value.
Failure wrong_syntax(const std::string& given) {
  const Option* option = option_named(without_dashes(given));
  if (!option)
    return unknown_option(given);
  return wrong_usage(option->argument.empty()
                         ? given + " takes no value"
                         : formatted("{} needs a value: {}", given, option->argument));
}

Settings read_command_line(const std::vector<std::string>& arguments) {
  const po::options_description options = description(arguments);
  const int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
  try {
    Settings settings;
    for (const auto& given :
         po::command_line_parser(arguments).options(options).style(style).run().options) {
      if (given.string_key.empty())
        throw wrong_usage(formatted("unexpected argument {}; a port goes with --device",
                                    shown_value(given.value.front())));
      settings.push_back({given.string_key, given.value.empty() ? "true" : given.value.front()});
    }
    return settings;
  } catch (const po::unknown_option& error) {
    throw unknown_option(error.get_option_name());
  } catch (const po::invalid_command_line_syntax& error) {
    throw wrong_syntax(error.get_option_name());
  }
}

/// All options of a command line that can be read, whatever is between them.
Settings readable_options(const std::vector<std::string>& arguments) {
  Settings settings;
  for (auto argument = arguments.begin(); argument != arguments.end();) {
    // Tries the argument as an option, then together with the next one as an option and its value.
    auto next = std::next(argument);
    for (int size = 1; size <= 2; ++size) {
      const auto end = argument + std::min<std::ptrdiff_t>(size, arguments.end() - argument);
      try {
        const Settings read = read_command_line({argument, end});
        settings.insert(settings.end(), read.begin(), read.end());
        next = end;
        break;
      } catch (const Failure&) {
        continue;
      }
    }
    argument = next;
  }
  return settings;
}

void apply(const Setting& setting, Options& options) {
  try {
    if (const Option* option = option_named(setting.name); option->apply)
      option->apply(options, setting.value);
  } catch (const BadValue& error) {
    const bool has_comment =
        setting.is_configured() && setting.value.find('#') != std::string::npos;
    throw wrong(setting, formatted("{}: {}{}", setting.shown(), error.what(),
                                   has_comment ? " (a comment needs a line of its own)" : ""));
  }
}

void apply_all(const Settings& settings, Options& options) {
  for (const Setting& setting : settings)
    apply(setting, options);
}

/// The path given to an option that is valid only on the command line.
const std::string& path_of(const Setting& setting) {
  if (const std::string fault = fault_of_path(setting.value); !fault.empty())
    throw setting.name == "config" ? Failure(Cause::configuration, "--config: " + fault)
                                   : wrong(setting, formatted("{}: {}", setting.shown(), fault));
  return setting.value;
}

bool is_standard_input(const Setting& setting) {
  constexpr std::array<std::string_view, 3> names = {"/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"};
  return std::ranges::count(names, setting.value) > 0 ||
         (setting.name == "device" && setting.value == "-");
}

/// Standard input can supply only one of the configuration, the key and the meter's bytes.
void refuse_two_readers(const Settings& given, const Settings& configured) {
  const Setting* first = nullptr;
  for (const std::string_view name : {"config", "key-file", "device"}) {
    const Setting* setting = find(given, name);
    if (!setting)
      setting = find(configured, name);
    if (!setting || !is_standard_input(*setting))
      continue;
    if (first)
      throw wrong(*setting, formatted("{} and {} cannot both be standard input", first->shown(),
                                      setting->shown()));
    first = setting;
  }
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 5> exclusive = {{
    {"textfile-dir", "output"},
    {"name", "output"},
    {"output", "stdout"},
    // On the command line, these options make sense together: write, then print.
    {"textfile-dir", "stdout"},
    {"name", "stdout"},
}};
constexpr std::size_t exclusive_on_the_command_line = 3;

void refuse_two_destinations(const Settings& settings, std::size_t pairs) {
  for (const auto& [one, other] : std::span(exclusive).first(pairs)) {
    const Setting* first = find(settings, one);
    const Setting* second = find(settings, other);
    if (first && second)
      throw wrong(*second,
                  formatted("{} and {} cannot be used together", first->shown(), second->shown()));
  }
}

/// Files are always in the exposition format.
void refuse_format_of_files(const Settings& given, const Settings& configured) {
  if (find(given, "format"))
    throw wrong_usage("--format goes with --stdout only");
  if (const Setting* format = find(configured, "format"); format && !find(configured, "stdout"))
    throw wrong(*format, "format goes with stdout only");
}

std::chrono::seconds usual_timeout(int list) {
  return list == 3 ? std::chrono::minutes(61) : std::chrono::seconds(45);
}

/// The name that the udev rule gives to the adapter of a meter, if that device exists.
std::string usual_device() {
  return access("/dev/kaifa", F_OK) == 0 ? "/dev/kaifa" : "/dev/ttyUSB0";
}

/// What the command line and the configuration have given so far.
struct AllSettings {
  std::vector<std::string> arguments;
  Settings given;
  std::string configuration; ///< path of the file
  Settings configured;       ///< they refer to the path
  bool is_configuration_tried = false;
  bool is_configuration_unread = false;

  /// Throws Failure and Interrupted.
  void read_configuration(const Waiting& waiting, Deadline deadline) {
    is_configuration_tried = true;
    const Setting* config = find(given, "config");
    is_configuration_unread = true;
    configuration = config ? path_of(*config) : default_configuration;
    std::optional<Failure> wrong_line;
    if (config || access(default_configuration, F_OK) == 0)
      wrong_line = kaifa::read_configuration(configuration, waiting, deadline, configured);
    is_configuration_unread = false;
    if (wrong_line)
      throw *wrong_line;
  }
};

/// Throws Failure and Interrupted.
Options options_of(AllSettings& all, const Waiting& waiting, Moment start) {
  Options options;
  const Settings& given = all.given = read_command_line(all.arguments);
  options.help = find(given, "help");
  options.version = find(given, "version");
  if (options.help || options.version)
    return options;
  refuse_two_destinations(given, exclusive_on_the_command_line);
  if (const Setting* record = find(given, "record")) {
    options.record = path_of(*record);
    if (record->value == "-")
      throw wrong(*record, record->shown() +
                               ": \"-\" is not a file, and a recording does not go to "
                               "standard output; name a new file");
  }
  options.timeout = usual_timeout(options.list);
  if (const Setting* timeout = find(given, "timeout"))
    apply(*timeout, options);

  all.read_configuration(waiting, start + options.timeout);
  const Settings& configured = all.configured;
  refuse_two_destinations(configured, exclusive.size());
  refuse_two_readers(given, configured);

  options.timeout = {};
  apply_all(configured, options);
  if (find(given, "label"))
    options.labels.clear();
  apply_all(given, options);
  Destination& destination = options.destination;
  if (find(given, "stdout")) {
    destination.prints = true;
    destination.files = find(given, "name") || find(given, "textfile-dir")
                            ? Destination::Files::textfile_dir
                            : Destination::Files::none;
  }

  if (!destination.prints)
    refuse_format_of_files(given, configured);
  else if (!find(given, "format") && !find(configured, "format") && isatty(STDOUT_FILENO))
    destination.format = format_named("text");
  if (options.device.empty())
    options.device = usual_device();
  if (options.timeout == std::chrono::seconds(0))
    options.timeout = usual_timeout(options.list);
  return options;
}

/// The job of a run with wrong options, if the options reveal it. A failure file in a directory
/// that the job does not write to would never be removed.
std::optional<Job> job_of_wrong(const AllSettings& all) {
  const Setting* name = find(all.given, "name");
  if (!name || !fault_of_name(name->value).empty() || find(all.given, "output"))
    return {};
  Options options;
  const auto apply_readable = [&options](const Settings& settings) {
    for (const Setting& setting : settings)
      if (setting.name == "textfile-dir" || setting.name == "list" || setting.name == "label")
        try {
          apply(setting, options);
        } catch (const Failure&) {
          continue;
        }
  };
  apply_readable(all.configured);
  if (find(all.given, "label"))
    options.labels.clear();
  apply_readable(all.given);
  options.destination.name = name->value;
  const bool is_directory_known = find(all.given, "textfile-dir") || !all.is_configuration_unread;
  const std::string reading = options.destination.textfile_dir + '/' + name->value + ".prom";
  if (!is_directory_known && access(reading.c_str(), F_OK) != 0)
    return {};
  return job_of(options);
}

} // namespace

Options parse_options(int argc, const char* const* argv, const Waiting& waiting, Moment start) {
  AllSettings all;
  all.arguments.assign(argv + std::min(argc, 1), argv + argc);
  try {
    return options_of(all, waiting, start);
  } catch (const Failure& failure) {
    if (all.given.empty())
      all.given = readable_options(all.arguments);
    if (!all.is_configuration_tried)
      try {
        all.read_configuration(waiting, start);
      } catch (const Failure&) {
        // The first failure is the one to report.
      }
    throw WrongOptions(failure, job_of_wrong(all));
  }
}

} // namespace kaifa
