#include "meter/decimal.h"

#include <boost/test/unit_test.hpp>

namespace {

std::string text(std::int64_t count, int decimals) {
  std::string text = "x";
  kaifa::append(text, {count, decimals});
  return text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(decimal)

BOOST_AUTO_TEST_CASE(whole_numbers_are_unchanged) {
  BOOST_TEST(text(0, 0) == "x0");
  BOOST_TEST(text(4533, 0) == "x4533");
  BOOST_TEST(text(-1, 0) == "x-1");
  BOOST_TEST(text(INT64_MAX, 0) == "x9223372036854775807");
  BOOST_TEST(text(INT64_MIN, 0) == "x-9223372036854775808");
}

BOOST_AUTO_TEST_CASE(all_decimals_are_there) {
  BOOST_TEST(text(2305, 1) == "x230.5");
  BOOST_TEST(text(2300, 1) == "x230.0");
  BOOST_TEST(text(14, 3) == "x0.014");
  BOOST_TEST(text(0, 3) == "x0.000");
  BOOST_TEST(text(1000, 3) == "x1.000");
  BOOST_TEST(text(UINT32_MAX, 3) == "x4294967.295");
  BOOST_TEST(text(INT64_MAX, 3) == "x9223372036854775.807");
}

BOOST_AUTO_TEST_CASE(the_sign_is_there_once_even_if_the_whole_part_is_0) {
  BOOST_TEST(text(-5, 3) == "x-0.005");
  BOOST_TEST(text(-2305, 1) == "x-230.5");
  BOOST_TEST(text(INT64_MIN, 3) == "x-9223372036854775.808");
}

BOOST_AUTO_TEST_CASE(what_a_double_cannot_hold_is_exact) {
  // 2^53 + 1, and an energy that a float would round to 25124096.
  BOOST_TEST(text(9007199254740993, 0) == "x9007199254740993");
  BOOST_TEST(text(25124097, 3) == "x25124.097");
}

BOOST_AUTO_TEST_CASE(a_difference_is_exact_and_has_the_decimals_of_the_finer_number) {
  const auto check = [](kaifa::Decimal left, kaifa::Decimal right, std::string_view expected) {
    BOOST_TEST(kaifa::text(kaifa::difference(left, right)) == expected);
  };
  check({4533}, {0}, "4533");
  check({0}, {4533}, "-4533");
  check({15, 1}, {15, 1}, "0.0");
  check({15, 1}, {1}, "0.5");
  check({1}, {15, 1}, "-0.5");
  check({1}, {1, 4}, "0.9999");
  check({1, 4}, {1}, "-0.9999");
  // Doubles give 0.19999999999999998.
  check({3, 1}, {1, 1}, "0.2");
}

BOOST_AUTO_TEST_SUITE_END()
