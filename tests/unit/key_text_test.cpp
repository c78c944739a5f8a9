#include "host/key_text.h"

#include <boost/test/unit_test.hpp>

#include <array>
#include <cstdint>
#include <string>

namespace {

const std::string digits = "000102030405060708090a0b0c0d0eff";

/// Whether the bytes give the key with the digits above.
bool is_key(std::string_view bytes) {
  const auto text = kaifa::parse_key(bytes);
  if (!text.key)
    return false;
  for (std::uint8_t i = 0; i < 16; ++i)
    if (text.key->bytes()[i] != (i == 15 ? 0xff : i))
      return false;
  return text.fault.empty();
}

std::string fault_of(std::string_view bytes) {
  const auto text = kaifa::parse_key(bytes);
  BOOST_TEST(!text.key.has_value());
  return text.fault;
}

/// The text as UTF-16, after a byte order mark.
std::string utf16(std::string_view ascii, bool low_byte_first) {
  std::string bytes = low_byte_first ? "\xff\xfe" : "\xfe\xff";
  for (const char c : ascii)
    bytes += low_byte_first ? std::string{c, '\0'} : std::string{'\0', c};
  return bytes;
}

/// The digits with one more character at this index.
std::string with(const std::string& character, std::size_t index) {
  return std::string(digits).insert(index, character);
}

} // namespace

BOOST_AUTO_TEST_SUITE(key_text)

BOOST_AUTO_TEST_CASE(a_key_is_written_in_many_ways) {
  for (const std::string& text : {
           digits,
           std::string("000102030405060708090A0B0C0D0EFF"),
           std::string("00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e ff\n"),
           std::string("00:01:02:03:04:05:06:07:08:09:0A:0b:0C:0d:0E:fF"),
           std::string("0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07,\r\n"
                       "0x08,\t0x09, 0x0A, 0X0B, 0x0C, 0x0D, 0x0E, 0xFF,\r\n"),
           "0x" + digits,
           std::string("\n\n  00010203 04050607 08090a0b 0c0d0eff  \n"),
       })
    for (const std::string& encoded :
         {text, "\xef\xbb\xbf" + text, utf16(text, true), utf16(text, false)})
      BOOST_TEST(is_key(encoded), text);
}

BOOST_AUTO_TEST_CASE(any_other_number_of_digits_is_not_a_key) {
  std::string text;
  for (std::size_t count = 1; count <= 100; ++count) {
    text += "0123456789abcdef"[count % 16];
    if (count == 16 || count == 32)
      continue;
    const std::string counted =
        std::to_string(count) + (count == 1 ? " hexadecimal digit" : " hexadecimal digits");
    BOOST_TEST(fault_of(text + '\n') ==
               "it has " + counted + " instead of 32" +
                   (count >= 64 ? "; of several keys keep the one for encryption (GUEK)" : ""));
  }
}

BOOST_AUTO_TEST_CASE(a_text_of_separators_alone_is_empty) {
  for (const std::string text : {"", "\n", " \t\r\n", "\xef\xbb\xbf", "\xff\xfe", ",:"})
    BOOST_TEST(fault_of(text) == "it is empty");
}

BOOST_AUTO_TEST_CASE(the_first_wrong_character_is_named_and_located) {
  const std::array<std::pair<std::string, std::string>, 33> names = {{
      {"O", "a letter O (or is it a 0?)"},
      {"o", "a letter o (or is it a 0?)"},
      {"I", "a letter I (or is it a 1?)"},
      {"l", "a letter l (or is it a 1?)"},
      {"\"", "a quotation mark"},
      {"'", "a quotation mark"},
      {"{", "a brace"},
      {"}", "a brace"},
      {"[", "a bracket"},
      {"]", "a bracket"},
      {"-", "a dash"},
      {std::string(1, '\0'), "a control character (U+0000)"},
      {"\x0b", "a page break, as of a PDF (U+000B)"},
      {"\x0c", "a page break, as of a PDF (U+000C)"},
      {"\x1f", "a control character (U+001F)"},
      {"\x7f", "a control character (U+007F)"},
      {"\u0085", "a control character (U+0085)"},
      {"\u00a0", "a no-break space (U+00A0)"},
      {"\u00ad", "a soft hyphen (U+00AD)"},
      {"\u2009", "an unusual blank (U+2009)"},
      {"\u200b", "an invisible character (U+200B)"},
      {"\u200f", "an invisible character (U+200F)"},
      {"\u2013", "a dash (U+2013)"},
      {"\u201c", "a quotation mark (U+201C)"},
      {"\u2028", "a line break, as of a PDF (U+2028)"},
      {"\u202f", "a no-break space (U+202F)"},
      {"\u2060", "an invisible character (U+2060)"},
      {"\u2212", "a minus sign (U+2212)"},
      {"\ufeff", "an invisible character (U+FEFF)"},
      {"\u00e5", "a character of another kind (U+00E5)"},
      {"\U0001f511", "a character of another kind (U+1F511)"},
      {"\xa0", "a byte that is not UTF-8 (0xa0)"},
      {"g", "a character of another kind"},
  }};
  for (const auto& [character, name] : names)
    for (const std::size_t index : {0U, 7U, 32U})
      for (const std::string before : {"", "\n", "\r\n\r\n  "}) {
        const int line = before.empty() ? 1 : before == "\n" ? 2 : 3;
        const std::size_t column = index + (line == 3 ? 3 : 1);
        if (index == 0 && before.empty() && character == "\ufeff")
          continue; // a byte order mark
        BOOST_TEST(fault_of(before + with(character, index) + "!!\n") ==
                   "it has 32 hexadecimal digits and, at line " + std::to_string(line) +
                       ", column " + std::to_string(column) + ", " + name);
      }
  BOOST_TEST(fault_of(utf16(with("O", 4), true)) ==
             "it has 32 hexadecimal digits and, at line 1, column 5, a letter O (or is it a 0?)");
  BOOST_TEST(fault_of("0x" + digits.substr(0, 30) + "0O") ==
             "it has 31 hexadecimal digits instead of 32 and, at line 1, column 34, a letter O (or "
             "is it a 0?)");
}

BOOST_AUTO_TEST_CASE(the_letters_of_a_label_are_not_digits) {
  BOOST_TEST(fault_of("GUEK: " + digits + "\nKey (GAK): " + digits + "\n") ==
             "it has 64 hexadecimal digits instead of 32 and, at line 1, column 1, a character of "
             "another kind; of several keys keep the one for encryption (GUEK)");
  BOOST_TEST(fault_of("key = " + digits) == "it has 32 hexadecimal digits and, at line 1, column "
                                            "1, a character of another kind");
  BOOST_TEST(fault_of("secret") == "it has no hexadecimal digits instead of 32 and, at line 1, "
                                   "column 1, a character of another kind");
}

BOOST_AUTO_TEST_CASE(a_key_of_16_characters_is_told_from_one_of_digits) {
  const std::string fault =
      "it has 16 characters; if they are the key itself, as in Poland, the file needs their 32 "
      "hexadecimal digits, which printf %s KEY | xxd -p prints";
  for (const std::string text : {"ABCDEFGHIJKLMNOP", "0123456789abcdef\n", "  !~#O{}:,0x-zZ9a8\r\n",
                                 "\xef\xbb\xbf"
                                 "abcdefghijklmnop"})
    BOOST_TEST(fault_of(text) == fault, text);
  for (const std::string text :
       {"ABCDEFGHIJKLMNO", "ABCDEFGHIJKLMNOPQ", "ABCDEFG IJKLMNOP", "ABCDEFGHIJKLMN\u00e5"})
    BOOST_TEST(fault_of(text) != fault, text);
}

// A message must not show the key, so it may not have two characters of the key in a row.
BOOST_AUTO_TEST_CASE(no_fault_shows_part_of_the_key) {
  const std::string key = "QZ4W8JXK7V9Y3BTM";
  for (const std::string& text : {key, key + "5", key.substr(1), key + key, "x = " + key}) {
    const std::string fault = fault_of(text);
    for (std::size_t i = 0; i + 2 <= key.size(); ++i)
      BOOST_TEST(fault.find(key.substr(i, 2)) == std::string::npos, fault);
  }
}

BOOST_AUTO_TEST_SUITE_END()
