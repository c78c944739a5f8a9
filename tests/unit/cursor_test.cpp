#include "wire/cursor.h"

#include <boost/test/unit_test.hpp>

namespace {

const std::vector<std::uint8_t> four = {0x12, 0x34, 0x56, 0x78};

} // namespace

BOOST_AUTO_TEST_SUITE(cursor)

BOOST_AUTO_TEST_CASE(bytes_are_taken_off_the_front) {
  kaifa::Cursor cursor(four, 100);
  BOOST_TEST(cursor.take_byte() == 0x12);
  BOOST_TEST(kaifa::big_endian(cursor.take(2)) == 0x3456U);
  BOOST_TEST(cursor.offset() == 103U);
  BOOST_TEST(cursor.remaining() == 1U);
  BOOST_TEST(cursor.rest()[0] == 0x78);
}

BOOST_AUTO_TEST_CASE(no_more_bytes_are_taken_than_there_are) {
  kaifa::Cursor cursor(four, 100);
  (void)cursor.take(4);
  (void)cursor.take(0);
  BOOST_TEST(!cursor.failed());
  BOOST_TEST(cursor.take_byte() == 0);
  BOOST_REQUIRE(cursor.failed());
  BOOST_TEST(cursor.error()->offset == 104U);
  BOOST_TEST(cursor.error()->message() == "1 more byte expected, 0 left");
  BOOST_TEST((cursor.error()->reason == kaifa::Reason::apdu));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_taken_whole_is_not_taken_in_part) {
  for (const std::size_t count : {std::size_t{5}, SIZE_MAX}) {
    kaifa::Cursor cursor(four, 100);
    BOOST_TEST(cursor.take(count).empty());
    BOOST_TEST(cursor.offset() == 100U);
    BOOST_TEST(cursor.remaining() == 0U);
  }
  kaifa::Cursor cursor(four, 100);
  (void)cursor.take(5);
  BOOST_TEST(cursor.error()->message() == "5 more bytes expected, 4 left");
}

BOOST_AUTO_TEST_CASE(the_first_error_stays_and_nothing_is_taken_after_it) {
  kaifa::Cursor cursor(four, 100);
  (void)cursor.take(3);
  (void)cursor.take(2);
  BOOST_TEST(cursor.take_byte() == 0);
  BOOST_TEST(cursor.take(1).empty());
  cursor.fail(kaifa::Reason::list, 1, "another");
  BOOST_TEST(cursor.error()->message() == "2 more bytes expected, 1 left");
  BOOST_TEST(cursor.missing() == 1U);
  BOOST_TEST(cursor.take(0).empty());
  BOOST_TEST(cursor.remaining() == 0U);
}

BOOST_AUTO_TEST_CASE(missing_bytes_are_counted_only_if_their_end_came_first) {
  for (std::size_t count = 0; count < 10; ++count) {
    kaifa::Cursor cursor(four);
    (void)cursor.take(count);
    BOOST_TEST(cursor.missing() == (count > 4 ? count - 4 : 0U));
  }
  kaifa::Cursor cursor(four);
  cursor.fail(kaifa::Reason::list, 0, "wrong");
  (void)cursor.take(5);
  BOOST_TEST(cursor.missing() == 0U);
  BOOST_TEST(cursor.error()->message() == "wrong");
}

BOOST_AUTO_TEST_CASE(what_an_error_mentions_is_safe_for_a_terminal_in_every_byte) {
  for (unsigned byte = 0; byte < 0x100; ++byte) {
    const std::vector<std::uint8_t> bytes = {static_cast<std::uint8_t>(byte), 0x41};
    const kaifa::DecodeError error(kaifa::Reason::list, 7, "{} or {}: {:02x} of {}",
                                   kaifa::as_text(bytes), kaifa::Bytes(bytes), bytes[0], -1);
    const bool is_plain = byte >= 0x20 && byte < 0x7f;
    const std::string text = is_plain ? std::string(1, static_cast<char>(byte))
                                      : "\\x" + kaifa::hex(kaifa::Bytes(bytes).first(1));
    const std::string digits = kaifa::hex(kaifa::Bytes(bytes).first(1));
    BOOST_TEST(error.message() == text + "A or " + digits + " 41: " + digits + " of -1");
    BOOST_TEST(error.offset == 7U);
  }
}

BOOST_AUTO_TEST_CASE(numbers_in_an_error_are_exact) {
  const kaifa::DecodeError error(kaifa::Reason::list, 0, "{} {} {} {}", UINT64_MAX, INT64_MIN,
                                 std::uint8_t{255}, std::int8_t{-128});
  BOOST_TEST(error.message() == "18446744073709551615 -9223372036854775808 255 -128");
}

BOOST_AUTO_TEST_CASE(notes_say_what_was_taken_and_where) {
  kaifa::Notes notes;
  kaifa::Cursor cursor(four, 100, &notes);
  (void)cursor.take(1, "flag");
  const std::size_t begin = cursor.offset();
  (void)cursor.take(2);
  cursor.note(begin, [] { return "length"; });
  (void)cursor.take(2, "never there");
  BOOST_REQUIRE(notes.size() == 2U);
  BOOST_TEST(notes[0].offset == 100U);
  BOOST_TEST(notes[0].size == 1U);
  BOOST_TEST(notes[0].text == "flag");
  BOOST_TEST(notes[1].offset == 101U);
  BOOST_TEST(notes[1].size == 2U);
  BOOST_TEST(notes[1].text == "length");
}

BOOST_AUTO_TEST_CASE(without_notes_no_text_is_made) {
  kaifa::Cursor cursor(four);
  cursor.note(0, []() -> std::string {
    BOOST_ERROR("a text was made");
    return "";
  });
}

BOOST_AUTO_TEST_SUITE_END()
