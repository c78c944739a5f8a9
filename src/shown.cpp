#include "shown.h"

#include "formatted.h"

#include <algorithm>

namespace kaifa {
namespace {

constexpr std::string_view hexadecimal_digits = "0123456789abcdefABCDEF";
constexpr std::string_view letters_and_digits =
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// Whether there are `wanted` hexadecimal digits, with at most `others` other characters between
/// any two of them.
bool has_digits(std::string_view text, std::size_t wanted, std::size_t others) {
  std::size_t digits = 0;
  std::size_t gap = 0;
  for (const char c : text) {
    const bool is_digit = hexadecimal_digits.find(c) != std::string_view::npos;
    gap = is_digit ? 0 : gap + 1;
    digits = gap > others ? 0 : digits + (is_digit ? 1 : 0);
    if (digits == wanted)
      return true;
  }
  return false;
}

/// Whether words made of hexadecimal digits alone, between two '.' or '/', have `wanted` digits.
bool has_words_of_digits(std::string_view text, std::size_t wanted) {
  std::size_t digits = 0;
  while (!text.empty()) {
    std::string_view word =
        text.substr(0, std::min(text.find_first_not_of(letters_and_digits), text.size()));
    if (word.empty()) {
      if (text.front() == '.' || text.front() == '/')
        digits = 0;
      text.remove_prefix(1);
      continue;
    }
    text.remove_prefix(word.size());
    if (word.starts_with("0x") || word.starts_with("0X"))
      word.remove_prefix(2);
    const bool is_number = word.find_first_not_of(hexadecimal_digits) == std::string_view::npos;
    digits = is_number ? digits + word.size() : 0;
    if (digits >= wanted)
      return true;
  }
  return false;
}

/// Escapes quotes, backslashes, and everything that is not printable or not UTF-8.
std::string escaped(std::string_view text) {
  const std::string quoted = formatted("{:?}", text);
  return quoted.substr(1, quoted.size() - 2);
}

bool is_printable_ascii(char c) {
  return c >= 0x20 && c < 0x7f;
}

} // namespace

bool may_hold_key(std::string_view text) {
  constexpr std::size_t half_a_key = 16;
  constexpr std::size_t most_of_a_key = 28;
  return has_digits(text, half_a_key, 0) || has_words_of_digits(text, half_a_key) ||
         has_digits(text, most_of_a_key, 2);
}

std::string shown_value(std::string_view value) {
  constexpr std::size_t longest = 60;
  if (may_hold_key(value))
    return std::string(hidden_key);
  return value.size() <= longest ? formatted("{:?}", value)
                                 : formatted("{:?}...", value.substr(0, longest));
}

std::string shown_path(std::string_view path) {
  if (!may_hold_key(path))
    return escaped(path);
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos || may_hold_key(path.substr(0, slash)) ||
      !may_hold_key(path.substr(slash)))
    return std::string(hidden_key);
  return formatted("{}/{}", escaped(path.substr(0, slash)), hidden_key);
}

std::string shown_word(std::string_view path) {
  constexpr std::string_view harmless = "+,-./:=@_%";
  if (may_hold_key(path))
    return shown_path(path);
  if (path.starts_with('-'))
    return shown_word("./" + std::string(path));
  if (!path.empty() && std::ranges::all_of(path, [&](char c) {
        return letters_and_digits.find(c) != std::string_view::npos ||
               harmless.find(c) != std::string_view::npos;
      }))
    return std::string(path);
  const bool is_plain = std::ranges::all_of(path, is_printable_ascii);
  std::string word = is_plain ? "'" : "$'";
  for (const char c : path)
    if (!is_printable_ascii(c))
      word += formatted("\\x{:02x}", static_cast<unsigned char>(c));
    else if (c == '\'')
      word += is_plain ? R"('\'')" : R"(\')";
    else if (c == '\\' && !is_plain)
      word += R"(\\)";
    else
      word += c;
  return word + "'";
}

} // namespace kaifa
