#include "wire/bytes.h"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace {

const std::vector<std::uint8_t> four = {0x12, 0x34, 0x56, 0x78};

} // namespace

BOOST_AUTO_TEST_SUITE(bytes)

BOOST_AUTO_TEST_CASE(in_big_endian_the_first_byte_is_the_most_significant) {
  const std::vector<std::uint8_t> eight = {0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef};
  BOOST_TEST(kaifa::big_endian({}) == 0U);
  BOOST_TEST(kaifa::big_endian(four) == 0x12345678U);
  BOOST_TEST(kaifa::big_endian(eight) == 0x0123456789abcdefU);
  BOOST_TEST(kaifa::big_endian(std::vector<std::uint8_t>(8, 0xff)) == UINT64_MAX);
}

BOOST_AUTO_TEST_CASE(printable_ascii_is_unchanged) {
  std::string all;
  for (char c = 0x20; c < 0x7f; ++c)
    all += c;
  BOOST_TEST(kaifa::printable(all) == all);
  BOOST_TEST(kaifa::printable("") == "");
}

BOOST_AUTO_TEST_CASE(any_other_byte_is_shown_in_hex) {
  for (unsigned byte = 0; byte < 0x100; ++byte) {
    if (byte >= 0x20 && byte < 0x7f)
      continue;
    const std::string shown = kaifa::printable(std::string(1, static_cast<char>(byte)));
    BOOST_TEST(shown.size() == 4U);
    BOOST_TEST(shown.starts_with("\\x"));
    BOOST_TEST(std::stoul(shown.substr(2), nullptr, 16) == byte);
  }
  BOOST_TEST(kaifa::printable("a\n\x1b[2Jb") == "a\\x0a\\x1b[2Jb");
}

BOOST_AUTO_TEST_CASE(hex_has_two_digits_for_each_byte) {
  BOOST_TEST(kaifa::hex(four) == "12 34 56 78");
  BOOST_TEST(kaifa::hex({}) == "");
}

BOOST_AUTO_TEST_SUITE_END()
