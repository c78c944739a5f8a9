#include "command_line.h"

#include "failure.h"
#include "option_table.h"
#include "option_values.h"

#include <boost/program_options.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <vector>

#include <unistd.h>

namespace kaifa {
namespace {

namespace po = boost::program_options;

constexpr const char* default_config = "/etc/kaifa-exporter.conf";

/// One given option, still as text.
struct Setting {
  std::string name;
  std::string value;
  std::string origin; ///< names it in an error
};
using Settings = std::vector<Setting>;

Failure wrong_usage(const std::string& what) {
  return {ExitStatus::usage, what + "; see kaifa-exporter --help"};
}

Failure wrong_configuration(const std::string& what) {
  return {ExitStatus::config, what};
}

const Option* option_named(std::string_view name) {
  const auto options = all_options();
  const auto found = std::ranges::find(options, name, &Option::name);
  return found == options.end() ? nullptr : &*found;
}

/// The last one of this name, which wins.
const Setting* find(const Settings& settings, std::string_view name) {
  const auto found = std::find_if(settings.rbegin(), settings.rend(),
                                  [name](const Setting& setting) { return setting.name == name; });
  return found == settings.rend() ? nullptr : &*found;
}

std::string did_you_mean(std::string_view name, std::string_view dashes) {
  std::vector<std::string_view> names;
  for (const Option& option : all_options())
    names.push_back(option.name);
  const auto found = nearest(name, names);
  return found ? fmt::format(" (did you mean {}{}?)", dashes, *found) : "";
}

Settings read_command_line(int argc, const char* const* argv) {
  po::options_description description;
  for (const Option& option : all_options()) {
    const std::string names =
        option.letter ? fmt::format("{},{}", option.name, option.letter) : option.name;
    if (option.argument.empty())
      description.add_options()(names.c_str(), "");
    else
      description.add_options()(names.c_str(), po::value<std::string>(), "");
  }
  try {
    const int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
    Settings settings;
    for (const auto& given :
         po::command_line_parser(argc, argv).options(description).style(style).run().options) {
      if (given.string_key.empty())
        throw wrong_usage(fmt::format("unexpected argument {:?}; a port goes with --device",
                                      given.value.front()));
      settings.push_back({given.string_key, given.value.empty() ? "true" : given.value.front(),
                          "--" + given.string_key});
    }
    return settings;
  } catch (const po::unknown_option& error) {
    const std::string name = error.get_option_name();
    throw wrong_usage(fmt::format("unknown option {}{}", name,
                                  did_you_mean(name.substr(name.find_first_not_of('-')), "--")));
  } catch (const po::error& error) {
    throw wrong_usage(error.what());
  }
}

std::string trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r";
  const std::size_t begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos)
    return "";
  return std::string(text.substr(begin, text.find_last_not_of(blanks) + 1 - begin));
}

/// What a line of a configuration file, neither empty nor a comment, sets.
Setting read_config_line(const std::string& line, const std::string& place) {
  const std::size_t equals = line.find('=');
  if (equals == std::string::npos)
    throw wrong_configuration(fmt::format("{}: {:?} is not a line 'name = value'", place, line));
  const std::string name = trimmed(line.substr(0, equals));
  const Option* option = option_named(name);
  if (!option)
    throw wrong_configuration(
        fmt::format("{}: unknown name {:?}{}", place, name, did_you_mean(name, "")));
  if (!option->apply)
    throw wrong_configuration(fmt::format("{}: {} is for the command line only", place, name));
  return {name, trimmed(line.substr(equals + 1)), fmt::format("{}: {}", place, name)};
}

Settings read_config(const std::string& path) {
  std::ifstream file(path);
  Settings settings;
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    line = trimmed(line);
    if (!line.empty() && line.front() != '#')
      settings.push_back(read_config_line(line, fmt::format("{}:{}", path, number)));
  }
  if (!file.eof())
    throw wrong_configuration(fmt::format("cannot read {}: {}", path, std::strerror(errno)));
  return settings;
}

/// Throws BadValue.
void apply_all(const Settings& settings, Options& options) {
  for (const Setting& setting : settings)
    try {
      if (const Option* option = option_named(setting.name); option->apply)
        option->apply(options, setting.value);
    } catch (const BadValue& error) {
      throw BadValue(fmt::format("{}: {:?} is not allowed; it takes {}", setting.origin,
                                 setting.value, error.what()));
    }
}

void refuse_two_destinations(const Settings& given) {
  const Setting* first = nullptr;
  for (const std::string_view name : {"textfile-dir", "output", "stdout"}) {
    const Setting* setting = find(given, name);
    if (first && setting)
      throw wrong_usage(
          fmt::format("{} and {} exclude one another", first->origin, setting->origin));
    if (setting)
      first = setting;
  }
}

} // namespace

Options parse_options(int argc, const char* const* argv) {
  Options options;
  const Settings given = read_command_line(argc, argv);
  options.help = find(given, "help");
  options.version = find(given, "version");
  if (options.help || options.version)
    return options;
  refuse_two_destinations(given);

  Settings configured;
  const Setting* config = find(given, "config");
  if (config || access(default_config, F_OK) == 0)
    configured = read_config(config ? config->value : default_config);
  try {
    apply_all(configured, options);
  } catch (const BadValue& error) {
    throw wrong_configuration(error.what());
  }
  if (find(given, "label"))
    options.labels.clear();
  try {
    apply_all(given, options);
  } catch (const BadValue& error) {
    throw wrong_usage(error.what());
  }

  if (options.destination.kind != Destination::Kind::standard_output) {
    if (find(given, "format"))
      throw wrong_usage("--format goes with --stdout only");
    if (const Setting* format = find(configured, "format"); format && !find(configured, "stdout"))
      throw wrong_configuration(format->origin + " goes with stdout only");
  }
  constexpr std::chrono::seconds usual_timeout(45);
  constexpr std::chrono::seconds hourly_timeout = std::chrono::minutes(61);
  if (options.timeout == std::chrono::seconds(0))
    options.timeout = options.list == 3 ? hourly_timeout : usual_timeout;
  return options;
}

} // namespace kaifa
