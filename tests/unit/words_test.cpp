#include "cli/words.h"

#include <boost/test/unit_test.hpp>

#include <array>

namespace {

std::string nearest(std::string_view name) {
  constexpr std::array<std::string_view, 4> names = {"device", "baud", "textfile-dir", "timezone"};
  return std::string(kaifa::nearest(name, names).value_or("none"));
}

} // namespace

BOOST_AUTO_TEST_SUITE(words)

BOOST_AUTO_TEST_CASE(quotes_are_removed_if_they_enclose_the_text) {
  BOOST_TEST(kaifa::without_quotes("\"a b\"") == "a b");
  BOOST_TEST(kaifa::without_quotes("\"\"") == "");
  for (const std::string text : {"", "a", "\"", "\"a", "a\"", "a \"b\"", "\"a\" b", "\"a\" \"b\""})
    BOOST_TEST(kaifa::without_quotes(text) == text);
}

BOOST_AUTO_TEST_CASE(utf8_is_told_from_other_bytes) {
  for (const std::string_view value : {"", "Ulleråsen", "€", "𝄞", "\"\\\n"})
    BOOST_TEST(kaifa::is_utf8(value), value);
  // A lone continuation, a start without one, an overlong slash, a surrogate, beyond U+10FFFF.
  for (const std::string_view value : {"\x80", "\xc3", "\xc3(", "\xc0\xaf", "\xe0\x80\xaf",
                                       "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff", "a\xe2\x82"})
    BOOST_TEST(!kaifa::is_utf8(value));
}

BOOST_AUTO_TEST_CASE(the_nearest_name_is_the_one_with_the_fewest_differences) {
  BOOST_TEST(nearest("device") == "device");
  BOOST_TEST(nearest("devise") == "device");
  BOOST_TEST(nearest("dvice") == "device");
  BOOST_TEST(nearest("bauds") == "baud");
  BOOST_TEST(nearest("time-zone") == "timezone");
  BOOST_TEST(nearest("textfile_dir") == "textfile-dir");
}

BOOST_AUTO_TEST_CASE(a_name_with_this_beginning_is_the_nearest) {
  BOOST_TEST(nearest("time") == "timezone");
  BOOST_TEST(nearest("t") == "textfile-dir");
  BOOST_TEST(nearest("dev") == "device");
}

BOOST_AUTO_TEST_CASE(a_name_like_no_other_has_no_nearest_one) {
  BOOST_TEST(nearest("xyzzy") == "none");
  BOOST_TEST(nearest("") == "none");
  BOOST_TEST(!kaifa::nearest("a", {}));
}

BOOST_AUTO_TEST_CASE(blanks_at_both_ends_are_trimmed) {
  BOOST_TEST(kaifa::trimmed(" \t a b\r\t ") == "a b");
  for (const std::string_view text : {"", " ", "\t\r "})
    BOOST_TEST(kaifa::trimmed(text) == "");
  BOOST_TEST(kaifa::trimmed("\na") == "\na");
}

BOOST_AUTO_TEST_SUITE_END()
