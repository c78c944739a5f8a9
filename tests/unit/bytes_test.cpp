#include "wire/bytes.h"

#include <boost/test/unit_test.hpp>

#include <vector>

namespace {

const std::vector<std::uint8_t> four = {0x12, 0x34, 0x56, 0x78};

} // namespace

BOOST_AUTO_TEST_SUITE(bytes)

BOOST_AUTO_TEST_CASE(big_endian_takes_the_first_byte_for_the_most_significant_one) {
  const std::vector<std::uint8_t> eight = {0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef};
  BOOST_TEST(kaifa::big_endian({}) == 0U);
  BOOST_TEST(kaifa::big_endian(four) == 0x12345678U);
  BOOST_TEST(kaifa::big_endian(eight) == 0x0123456789abcdefU);
  BOOST_TEST(kaifa::big_endian(std::vector<std::uint8_t>(8, 0xff)) == UINT64_MAX);
}

BOOST_AUTO_TEST_CASE(a_cursor_takes_bytes_off_the_front) {
  kaifa::Cursor cursor(four, 100);
  BOOST_TEST(*cursor.take_byte() == 0x12);
  const auto taken = cursor.take(2);
  BOOST_TEST(kaifa::big_endian(*taken) == 0x3456U);
  BOOST_TEST(cursor.offset() == 103U);
  BOOST_TEST(cursor.remaining() == 1U);
}

BOOST_AUTO_TEST_CASE(a_cursor_gives_no_more_bytes_than_there_are) {
  kaifa::Cursor cursor(four, 100);
  BOOST_TEST(bool(cursor.take(4)));
  BOOST_TEST(bool(cursor.take(0)));
  const auto byte = cursor.take_byte();
  BOOST_REQUIRE(!byte);
  BOOST_TEST(byte.error().offset == 104U);
  BOOST_TEST(byte.error().message == "1 more byte expected, 0 left");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_taken_whole_is_not_taken_in_part) {
  kaifa::Cursor cursor(four, 100);
  const auto five = cursor.take(5);
  BOOST_REQUIRE(!five);
  BOOST_TEST(five.error().offset == 100U);
  BOOST_TEST(five.error().message == "5 more bytes expected, 4 left");
  BOOST_TEST(!cursor.take(SIZE_MAX));
  BOOST_TEST(cursor.remaining() == 4U);
  BOOST_TEST(cursor.offset() == 100U);
}

BOOST_AUTO_TEST_SUITE_END()
