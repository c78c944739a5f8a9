#include "words.h"

#include <boost/locale/utf.hpp>

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace kaifa {
namespace {

/// How many characters must be inserted, deleted or replaced (Levenshtein).
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

bool is_utf8(std::string_view text) {
  using Utf8 = boost::locale::utf::utf_traits<char>;
  for (const char* position = text.begin(); position != text.end();) {
    const auto code_point = Utf8::decode(position, text.end());
    if (code_point == boost::locale::utf::illegal || code_point == boost::locale::utf::incomplete)
      return false;
  }
  return true;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r";
  const std::size_t begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos)
    return "";
  return text.substr(begin, text.find_last_not_of(blanks) + 1 - begin);
}

std::string_view without_quotes(std::string_view text) {
  const bool enclosed =
      text.size() >= 2 && text.front() == '"' && text.find('"', 1) == text.size() - 1;
  return enclosed ? text.substr(1, text.size() - 2) : text;
}

std::optional<std::string_view> nearest(std::string_view name,
                                        std::span<const std::string_view> names) {
  if (name.empty())
    return {};
  const auto completed = std::ranges::find_if(
      names, [name](std::string_view candidate) { return candidate.starts_with(name); });
  if (completed != names.end())
    return *completed;
  const auto found = std::ranges::min_element(
      names, {}, [name](std::string_view candidate) { return edit_distance(name, candidate); });
  if (found == names.end() ||
      edit_distance(name, *found) > std::max<std::size_t>(name.size(), 3) / 2)
    return {};
  return *found;
}

} // namespace kaifa
