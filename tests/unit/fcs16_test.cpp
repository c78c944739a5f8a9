#include "wire/fcs16.h"

#include <boost/test/unit_test.hpp>

#include <string_view>
#include <vector>

BOOST_AUTO_TEST_SUITE(fcs16)

BOOST_AUTO_TEST_CASE(check_value_of_the_catalogue) {
  // CRC-16/IBM-SDLC, also named X.25, of the nine digits: 0x906e in Cook's catalogue of CRCs.
  constexpr std::string_view digits = "123456789";
  const std::vector<std::uint8_t> bytes(digits.begin(), digits.end());
  BOOST_TEST(kaifa::fcs16(bytes) == 0x906e);
}

BOOST_AUTO_TEST_SUITE_END()
