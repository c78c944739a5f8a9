#include "value_parsers.h"

#include "shown.h"

#include <boost/locale/utf.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace kaifa {
namespace {

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Control characters are U+0000 to U+001F, DEL, and U+0080 to U+009F; `text` is UTF-8.
bool has_control_character(std::string_view text) {
  char before = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f || (before == '\xc2' && byte < 0xa0))
      return true;
    before = c;
  }
  return false;
}

} // namespace

std::optional<std::chrono::seconds> parse_duration(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, std::chrono::seconds>, 4> units = {{
      {"", std::chrono::seconds(1)},
      {"s", std::chrono::seconds(1)},
      {"min", std::chrono::minutes(1)},
      {"h", std::chrono::hours(1)},
  }};
  unsigned count = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc())
    return {};
  const std::string_view name(rest, static_cast<std::size_t>(text.data() + text.size() - rest));
  const auto* unit = std::ranges::find(units, name, [](const auto& u) { return u.first; });
  if (unit == units.end() || count == 0 || count > longest_timeout / unit->second)
    return {};
  return count * unit->second;
}

std::optional<CtRatio> parse_ct_ratio(std::string_view text) {
  constexpr std::uint32_t largest = 1'000'000;
  CtRatio ratio;
  const char* const end = text.data() + text.size();
  auto parsed = std::from_chars(text.data(), end, ratio.primary);
  if (parsed.ec == std::errc() && parsed.ptr != end && *parsed.ptr == '/')
    parsed = std::from_chars(parsed.ptr + 1, end, ratio.secondary);
  if (parsed.ec != std::errc() || parsed.ptr != end || ratio.secondary == 0 ||
      ratio.primary < ratio.secondary || ratio.primary > largest)
    return {};
  return ratio;
}

std::optional<std::pair<std::string, std::string>> parse_label(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos)
    return {};
  return std::pair(std::string(text.substr(0, equals)), std::string(text.substr(equals + 1)));
}

bool is_label_name(std::string_view name) {
  return !name.empty() && !is_digit(name.front()) && !name.starts_with("__") &&
         std::ranges::all_of(name, [](char c) { return is_letter(c) || is_digit(c) || c == '_'; });
}

bool is_utf8(std::string_view text) {
  using Utf8 = boost::locale::utf::utf_traits<char>;
  for (const char* position = text.begin(); position != text.end();) {
    const auto code_point = Utf8::decode(position, text.end());
    if (code_point == boost::locale::utf::illegal || code_point == boost::locale::utf::incomplete)
      return false;
  }
  return true;
}

std::string_view fault_of_name(std::string_view name) {
  constexpr std::size_t longest = 255 - std::string_view("_energy_failure.prom").size();
  if (name.empty())
    return "is empty";
  if (name.size() > longest)
    return "is longer than 235 bytes";
  if (!is_utf8(name))
    return "is not valid UTF-8";
  if (has_control_character(name))
    return "has a control character";
  if (name.find('/') != std::string_view::npos)
    return "has a /, but is the name of files, not a path";
  if (name.front() == '.')
    return "begins with a dot";
  if (name.ends_with(".prom"))
    return "ends in .prom, which the program adds";
  if (name.ends_with("_energy"))
    return "ends in _energy, which marks the file of a meter's energy";
  if (name.ends_with("_failure"))
    return "ends in _failure, which marks the file of a run that failed";
  return "";
}

std::string fault_of_path(std::string_view path) {
  if (path.empty())
    return "the path is empty";
  if (path.front() == '~')
    return shown_value(path) + " begins with ~, which only a shell replaces: write the whole path";
  return "";
}

} // namespace kaifa
