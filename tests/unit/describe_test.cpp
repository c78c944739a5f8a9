#include "output/describe.h"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(describe)

BOOST_AUTO_TEST_CASE(printable_ascii_stays_as_it_is) {
  std::string all;
  for (char c = 0x20; c < 0x7f; ++c)
    all += c;
  BOOST_TEST(kaifa::printable(all) == all);
  BOOST_TEST(kaifa::printable("") == "");
}

BOOST_AUTO_TEST_CASE(every_other_byte_stands_in_hex) {
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

BOOST_AUTO_TEST_CASE(a_time_is_shown_field_by_field) {
  kaifa::cosem::DateTime time = {.year = 2017,
                                 .month = 9,
                                 .day_of_month = 13,
                                 .day_of_week = 3,
                                 .hour = 0,
                                 .minute = 0,
                                 .second = 10,
                                 .hundredths = 0xff,
                                 .deviation_minutes = -60,
                                 .status = 0};
  BOOST_TEST(kaifa::date_and_time(time) == "2017-09-13 00:00:10");
  time.month = 0xff;
  time.second = 0xff;
  BOOST_TEST(kaifa::date_and_time(time) == "2017----13 00:00:--");
  time.year = 0xffff;
  time.month = 13;
  BOOST_TEST(kaifa::date_and_time(time) == "-----13-13 00:00:--");
}

BOOST_AUTO_TEST_SUITE_END()
