#include "wire/fcs16.h"

#include "simulator/frame.h"

#include <boost/test/unit_test.hpp>

#include <random>
#include <string_view>
#include <vector>

namespace {

std::vector<std::uint8_t> bytes_of(std::string_view text) {
  return {text.begin(), text.end()};
}

} // namespace

BOOST_AUTO_TEST_SUITE(fcs16)

BOOST_AUTO_TEST_CASE(check_value_of_the_catalogue) {
  // CRC-16/IBM-SDLC, also called X.25, of the nine digits: 0x906e in Cook's catalogue of CRCs.
  BOOST_TEST(kaifa::fcs16(bytes_of("123456789")) == 0x906e);
}

BOOST_AUTO_TEST_CASE(without_bytes_it_is_the_complement_of_the_initial_value) {
  BOOST_TEST(kaifa::fcs16({}) == 0x0000);
}

BOOST_AUTO_TEST_CASE(it_matches_if_it_follows_low_byte_first) {
  auto bytes = bytes_of("123456789");
  bytes.insert(bytes.end(), {0x6e, 0x90});
  BOOST_TEST(kaifa::fcs16_fits(bytes));
  std::swap(bytes[9], bytes[10]);
  BOOST_TEST(!kaifa::fcs16_fits(bytes));
}

BOOST_AUTO_TEST_CASE(it_matches_no_fewer_than_two_bytes) {
  BOOST_TEST(!kaifa::fcs16_fits({}));
  for (unsigned value = 0; value < 0x100; ++value) {
    const std::vector<std::uint8_t> byte = {static_cast<std::uint8_t>(value)};
    BOOST_TEST(!kaifa::fcs16_fits(byte), value);
  }
  const std::vector<std::uint8_t> of_nothing = {0x00, 0x00};
  BOOST_TEST(kaifa::fcs16_fits(of_nothing));
}

BOOST_AUTO_TEST_CASE(at_any_size_it_equals_the_simulators_computed_bit_by_bit) {
  std::mt19937 random(1);
  std::vector<std::uint8_t> bytes;
  for (std::size_t size = 0; size <= 300; ++size) {
    BOOST_TEST(kaifa::fcs16(bytes) == simulator::crc16_x25(bytes), size);
    bytes.push_back(static_cast<std::uint8_t>(random() & 0xff));
  }
}

BOOST_AUTO_TEST_SUITE_END()
