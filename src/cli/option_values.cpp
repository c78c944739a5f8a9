#include "option_values.h"

#include <boost/locale/utf.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <numeric>
#include <vector>

namespace kaifa {
namespace {

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Names that begin with __ are Prometheus's own.
bool is_label_name(std::string_view name) {
  return !name.empty() && !is_digit(name.front()) && !name.starts_with("__") &&
         std::ranges::all_of(name, [](char c) { return is_letter(c) || is_digit(c) || c == '_'; });
}

/// How many characters have to be put in, taken out or replaced (Levenshtein).
std::size_t edit_distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < from.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < to.size(); ++j) {
      const std::size_t replaced = diagonal + (from[i] == to[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
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

std::optional<std::pair<std::string, std::string>> parse_label(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos)
    return {};
  const std::string_view name = text.substr(0, equals);
  const std::string_view value = text.substr(equals + 1);
  if (!is_label_name(name) || !is_utf8(value))
    return {};
  return std::pair(std::string(name), std::string(value));
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

std::optional<std::string_view> nearest(std::string_view name,
                                        std::span<const std::string_view> names) {
  const auto found = std::ranges::min_element(
      names, {}, [name](std::string_view candidate) { return edit_distance(name, candidate); });
  if (found == names.end() ||
      edit_distance(name, *found) > std::max<std::size_t>(name.size(), 3) / 2)
    return {};
  return *found;
}

} // namespace kaifa
