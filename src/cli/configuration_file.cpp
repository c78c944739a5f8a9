#include "configuration_file.h"

#include "host/named_file.h"
#include "host/path_remedy.h"
#include "option_table.h"

#include <algorithm>
#include <array>
#include <cstring>

// The configuration reader of Boost.Program_options is not used: it cuts off a value at '#', which
// may be part of a label or a path, and does not say which line is wrong.

namespace kaifa {
namespace {

constexpr std::size_t longest_file = 65536;
using Space = std::array<char, longest_file + 1>;

Failure failure(const std::string& message) {
  return {Cause::configuration, message};
}

std::string_view content_of(const std::string& path, Space& space, const Waiting& waiting,
                            Deadline deadline) {
  using Kind = NamedFile::Kind;
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
  const std::string shown = shown_path(path);
  const NamedFile file(path);
  if (file.kind() == Kind::device)
    throw failure(shown + ": a device is no configuration file; a port goes with --device");
  if (file.error())
    throw failure(formatted("cannot read {}: {}{}", shown, std::strerror(file.error()),
                            path == default_configuration ? remedy_of_access(path, file)
                                                          : path_remedy(path, file.error())));
  const NamedFile::Read read = file.read(space, waiting, deadline);
  const std::string_view content(space.data(), read.size);
  if (read.end == NamedFile::Read::End::of_space)
    throw failure(
        formatted("{}: longer than {} bytes, so it is no configuration file", shown, longest_file));
  if (read.end != NamedFile::Read::End::of_file)
    throw failure(formatted("cannot read {}: {}", shown, read.why()));
  if (content.starts_with("\xff\xfe") || content.starts_with("\xfe\xff"))
    throw failure(shown + ": it is UTF-16; save it as UTF-8");
  if (content.find('\0') != std::string_view::npos)
    throw failure(shown + ": it contains a NUL byte, so it is not text");
  return content.starts_with(byte_order_mark) ? content.substr(byte_order_mark.size()) : content;
}

/// The text without blanks, tabs and carriage returns at either end.
std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r";
  const std::size_t begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos)
    return "";
  return text.substr(begin, text.find_last_not_of(blanks) + 1 - begin);
}

/// The text without the two double quotes around it; any other text unchanged.
std::string_view without_quotes(std::string_view text) {
  const bool enclosed =
      text.size() >= 2 && text.front() == '"' && text.find('"', 1) == text.size() - 1;
  return enclosed ? text.substr(1, text.size() - 2) : text;
}

/// The value without quotes around it, or around the VALUE of a label NAME=VALUE.
std::string value_of(std::string_view name, std::string_view text) {
  const std::string_view value = without_quotes(trimmed(text));
  const std::size_t equals = value.find('=');
  if (name != "label" || equals == std::string_view::npos)
    return std::string(value);
  return std::string(value.substr(0, equals + 1)) +
         std::string(without_quotes(value.substr(equals + 1)));
}

/// A hint at what an unknown name was probably meant to be.
std::string hint_for(std::string_view name, std::string_view value) {
  if (name == "key")
    return " (a key belongs in a file of its own: key-file = FILE)";
  if (value.starts_with('-'))
    return " (each option has a line of its own, without dashes: list = 3)";
  return did_you_mean(name, "");
}

/// Hides a key of 16 characters, which would be alone on its line.
std::string shown_line(std::string_view line) {
  constexpr std::size_t key_size = 16;
  return line.size() == key_size ? std::string(hidden_key) : shown_value(line);
}

/// The setting in a line that is neither empty nor a comment.
Setting setting_of(std::string_view line, std::string_view file, int number,
                   const Settings& earlier) {
  const auto refused = [&](const std::string& what) {
    return failure(shown_place(file, number) + what);
  };
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos)
    throw refused(shown_line(line) + " is not a line 'name = value'");
  const std::string_view name = trimmed(line.substr(0, equals));
  std::string value = value_of(name, line.substr(equals + 1));
  const Option* option = option_named(name);
  if (!option)
    throw refused(formatted("unknown name {}{}", shown_value(name), hint_for(name, value)));
  if (!option->apply)
    throw refused(formatted("{} is for the command line only", name));
  if (name != "label" && std::ranges::count(earlier, name, &Setting::name) > 0)
    throw refused(formatted("{} is set twice", name));
  return {std::string(name), std::move(value), file, number};
}

} // namespace

std::optional<Failure> read_configuration(const std::string& path, const Waiting& waiting,
                                          Deadline deadline, Settings& settings) {
  Space space;
  std::string_view rest = content_of(path, space, waiting, deadline);
  std::optional<Failure> first_wrong;
  for (int number = 1; !rest.empty(); ++number) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = trimmed(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.empty() || line.front() == '#')
      continue;
    try {
      settings.push_back(setting_of(line, path, number, settings));
    } catch (const Failure& failure) {
      if (!first_wrong)
        first_wrong = failure;
    }
  }
  return first_wrong;
}

} // namespace kaifa
