#include "configuration.h"

#include "failure.h"
#include "option_table.h"
#include "option_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include <sys/stat.h>

namespace kaifa {
namespace {

constexpr std::size_t longest_file = 65536;
constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

Failure failure(const std::string& message) {
  return {Cause::configuration, message};
}

bool is_device(const std::string& path) {
  struct stat status {};
  return path != "/dev/null" && stat(path.c_str(), &status) == 0 &&
         (S_ISCHR(status.st_mode) || S_ISBLK(status.st_mode));
}

std::string content_of(const std::string& path) {
  if (path.empty())
    throw failure("--config: the path is empty");
  if (is_device(path))
    throw failure(path + ": a device is no configuration file; a port goes with --device");
  std::ifstream file(path);
  std::string content;
  std::array<char, 4096> block;
  do {
    file.read(block.data(), block.size());
    content.append(block.data(), static_cast<std::size_t>(file.gcount()));
  } while (file && content.size() <= longest_file);
  if (file.bad() || !file.is_open())
    throw failure(fmt::format("cannot read {}: {}", path, std::strerror(errno)));
  if (content.size() > longest_file)
    throw failure(fmt::format("{}: longer than {} bytes, so it is no configuration file", path,
                              longest_file));
  if (content.find('\0') != std::string::npos)
    throw failure(path + ": a byte is 0, so it is no text in UTF-8");
  return content.starts_with(byte_order_mark) ? content.substr(byte_order_mark.size()) : content;
}

std::string trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r";
  const std::size_t begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos)
    return "";
  return std::string(text.substr(begin, text.find_last_not_of(blanks) + 1 - begin));
}

/// Leaves out quotes around the value, and around the VALUE of a label NAME=VALUE.
std::string value_of(const std::string& name, std::string_view text) {
  std::string value = without_quotes(trimmed(text));
  const std::size_t equals = value.find('=');
  if (name != "label" || equals == std::string::npos)
    return value;
  return value.substr(0, equals + 1) + without_quotes(value.substr(equals + 1));
}

/// The setting in a line that is neither empty nor a comment.
Setting setting_of(const std::string& line, const std::string& place) {
  const std::size_t equals = line.find('=');
  if (equals == std::string::npos)
    throw failure(fmt::format("{}{} is not a line 'name = value'", place, in_quotes(line)));
  const std::string name = trimmed(line.substr(0, equals));
  const Option* option = option_named(name);
  if (!option)
    throw failure(
        fmt::format("{}unknown name {}{}", place, in_quotes(name), did_you_mean(name, "")));
  if (!option->apply)
    throw failure(fmt::format("{}{} is for the command line only", place, name));
  return {name, value_of(name, line.substr(equals + 1)), place};
}

void refuse_second(const Setting& setting, const Settings& earlier) {
  if (setting.name != "label" && std::ranges::count(earlier, setting.name, &Setting::name) > 0)
    throw failure(fmt::format("{}{} is set twice", setting.place, setting.name));
}

} // namespace

Settings read_configuration(const std::string& path) {
  std::istringstream lines(content_of(path));
  Settings settings;
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    line = trimmed(line);
    if (line.empty() || line.front() == '#')
      continue;
    Setting setting = setting_of(line, fmt::format("{}:{}: ", path, number));
    refuse_second(setting, settings);
    settings.push_back(std::move(setting));
  }
  return settings;
}

} // namespace kaifa
