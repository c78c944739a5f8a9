#include "key_text.h"

#include "formatted.h"

#include <boost/locale/utf.hpp>

#include <algorithm>
#include <array>

namespace kaifa {
namespace {

constexpr std::size_t digit_count = 2 * ciphering::Key::size;
constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

struct Character {
  char32_t code; ///< the value of the byte if the byte is not UTF-8
  bool is_utf8 = true;
};

/// The characters of a text, one after another, decoded in place: no copy has to be wiped.
class Characters {
public:
  explicit Characters(std::string_view bytes) : rest_(bytes) {
    if (bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff")) {
      is_utf16_ = true;
      low_byte_ = bytes.starts_with("\xff\xfe") ? 0 : 1;
      rest_.remove_prefix(2);
    } else if (bytes.starts_with(byte_order_mark)) {
      rest_.remove_prefix(byte_order_mark.size());
    }
  }

  /// The next character; nullopt at the end.
  std::optional<Character> next() {
    if (rest_.empty())
      return {};
    if (is_utf16_ && rest_.size() > 1) {
      const auto low = static_cast<unsigned char>(rest_[low_byte_]);
      const auto high = static_cast<unsigned char>(rest_[1 - low_byte_]);
      rest_.remove_prefix(2);
      return Character{char32_t{high} << 8 | low};
    }
    const char* after = rest_.begin();
    const auto code = boost::locale::utf::utf_traits<char>::decode(after, rest_.end());
    const bool is_utf8 =
        code != boost::locale::utf::illegal && code != boost::locale::utf::incomplete;
    const char32_t first = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(is_utf8 ? static_cast<std::size_t>(after - rest_.begin()) : 1);
    return Character{is_utf8 ? code : first, is_utf8};
  }

  [[nodiscard]] bool next_is_x() const {
    const auto following = Characters(*this).next();
    return following && (following->code == U'x' || following->code == U'X');
  }

private:
  std::string_view rest_;
  bool is_utf16_ = false;
  std::size_t low_byte_ = 0; ///< its index in a UTF-16 code unit
};

constexpr bool is_separator(char32_t c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ',' || c == ':';
}

/// The value of a hexadecimal digit; nullopt for any other character.
constexpr std::optional<std::uint8_t> digit_value(char32_t c) {
  if (c >= '0' && c <= '9')
    return static_cast<std::uint8_t>(c - '0');
  if (c >= 'a' && c <= 'f')
    return static_cast<std::uint8_t>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F')
    return static_cast<std::uint8_t>(c - 'A' + 10);
  return {};
}

/// The name of the characters from `first` to `last`.
struct Named {
  char32_t first;
  char32_t last;
  std::string_view name;
};
// clang-format off
constexpr std::array<Named, 25> named = {{
    {'O', 'O', "a letter O (or is it a 0?)"},
    {'o', 'o', "a letter o (or is it a 0?)"},
    {'I', 'I', "a letter I (or is it a 1?)"},
    {'l', 'l', "a letter l (or is it a 1?)"},
    {'"', '"', "a quotation mark"},
    {'\'', '\'', "a quotation mark"},
    {'{', '{', "a brace"},
    {'}', '}', "a brace"},
    {'[', '[', "a bracket"},
    {']', ']', "a bracket"},
    {'-', '-', "a dash"},
    {0x0b, 0x0c, "a page break, as of a PDF"},
    {0x00, 0x1f, "a control character"},
    {0x7f, 0x9f, "a control character"},
    {0xa0, 0xa0, "a no-break space"},
    {0xad, 0xad, "a soft hyphen"},
    {0x2000, 0x200a, "an unusual blank"},
    {0x200b, 0x200f, "an invisible character"},
    {0x2010, 0x2015, "a dash"},
    {0x2018, 0x201f, "a quotation mark"},
    {0x2028, 0x2029, "a line break, as of a PDF"},
    {0x202f, 0x202f, "a no-break space"},
    {0x2060, 0x2060, "an invisible character"},
    {0x2212, 0x2212, "a minus sign"},
    {0xfeff, 0xfeff, "an invisible character"},
}};
// clang-format on

/// Never shows a visible ASCII character, which may be part of a key.
std::string description_of(Character character) {
  if (!character.is_utf8)
    return formatted("a byte that is not UTF-8 (0x{:02x})", std::uint32_t{character.code});
  const auto* const found = std::ranges::find_if(named, [&](const Named& row) {
    return row.first <= character.code && character.code <= row.last;
  });
  const std::string_view name = found == named.end() ? "a character of another kind" : found->name;
  const bool is_visible_ascii = character.code > 0x20 && character.code < 0x7f;
  return is_visible_ascii ? std::string(name)
                          : formatted("{} (U+{:04X})", name, std::uint32_t{character.code});
}

struct Place {
  Character character;
  int line;
  int column; ///< counted in characters, from 1
};

/// Counts hexadecimal digits, except in words that do not consist mostly of such digits, as in a
/// label before the key.
class DigitCount {
public:
  void add(bool is_digit) { ++(is_digit ? digits_of_word_ : others_of_word_); }
  void end_word() {
    if (digits_of_word_ > others_of_word_)
      digits_ += digits_of_word_;
    digits_of_word_ = others_of_word_ = 0;
  }
  [[nodiscard]] std::size_t digits() const { return digits_; }

private:
  std::size_t digits_ = 0;
  std::size_t digits_of_word_ = 0;
  std::size_t others_of_word_ = 0;
};

std::string fault_of(std::size_t digits, const std::optional<Place>& wrong) {
  std::string text = digits == 0   ? "no hexadecimal digits"
                     : digits == 1 ? "1 hexadecimal digit"
                                   : formatted("{} hexadecimal digits", digits);
  if (digits != digit_count)
    text += formatted(" instead of {}", digit_count);
  if (wrong)
    text += formatted(" and, at line {}, column {}, {}", wrong->line, wrong->column,
                      description_of(wrong->character));
  if (digits >= 2 * digit_count)
    text += "; of several keys keep the one for encryption (GUEK)";
  return "it has " + text;
}

/// Whether these are 16 ASCII characters, apart from blanks and line ends around them.
bool is_key_of_characters(std::string_view bytes) {
  constexpr std::string_view blanks = " \t\r\n";
  if (bytes.starts_with(byte_order_mark))
    bytes.remove_prefix(byte_order_mark.size());
  bytes.remove_prefix(std::min(bytes.find_first_not_of(blanks), bytes.size()));
  bytes = bytes.substr(0, bytes.find_last_not_of(blanks) + 1);
  return bytes.size() == ciphering::Key::size &&
         std::ranges::all_of(bytes, [](char c) { return c > 0x20 && c < 0x7f; });
}

} // namespace

KeyText parse_key(std::string_view bytes) {
  ciphering::Cleared<std::array<std::uint8_t, ciphering::Key::size>> key;
  std::size_t digits = 0;
  DigitCount count;
  std::optional<Place> wrong;
  Place place = {{}, 1, 0};
  Characters characters(bytes);
  bool is_empty = true;
  while (const auto character = characters.next()) {
    place = {*character, place.line, place.column + 1};
    if (character->code == '\n')
      place = {*character, place.line + 1, 0};
    if (is_separator(character->code)) {
      count.end_word();
      continue;
    }
    is_empty = false;
    if (character->code == '0' && characters.next_is_x()) {
      (void)characters.next();
      ++place.column;
      continue;
    }
    const auto value = digit_value(character->code);
    count.add(value.has_value());
    if (!value && !wrong)
      wrong = place;
    if (value && digits++ < digit_count) {
      std::uint8_t& byte = key[(digits - 1) / 2];
      byte = static_cast<std::uint8_t>(byte << 4 | *value);
    }
  }
  count.end_word();
  if (is_empty)
    return {{}, "it is empty"};
  if (is_key_of_characters(bytes))
    return {{},
            "it has 16 characters; if they are the key itself, as in Poland, the file needs their "
            "32 hexadecimal digits, which printf %s KEY | xxd -p prints"};
  if (wrong || digits != digit_count)
    return {{}, fault_of(count.digits(), wrong)};
  return {ciphering::Key(key), ""};
}

} // namespace kaifa
