#include "wire/date_time.h"

#include "support/sample_frames.h"

#include <boost/test/unit_test.hpp>

#include <vector>

namespace {

using kaifa::cosem::DateTime;

// 2023-08-15 21:10:05: 19584 days and 76205 seconds, according to 'date -u +%s'.
constexpr std::int64_t sample_seconds = 1692133805;

DateTime sample_time() {
  return {.year = 2023,
          .month = 8,
          .day_of_month = 15,
          .day_of_week = 2,
          .hour = 21,
          .minute = 10,
          .second = 5,
          .hundredths = 0xff,
          .deviation_minutes = -0x8000,
          .status = 0};
}

/// The sample, with one field changed.
template <auto field>
DateTime with(auto value) {
  DateTime time = sample_time();
  time.*field = static_cast<std::remove_reference_t<decltype(time.*field)>>(value);
  return time;
}

bool is_a_time(const DateTime& time) {
  return kaifa::cosem::local_seconds(time).has_value();
}

} // namespace

BOOST_AUTO_TEST_SUITE(date_time)

BOOST_AUTO_TEST_CASE(the_twelve_bytes_are_the_fields) {
  const std::vector<std::uint8_t> bytes = {0x07, 0xe7, 0x08, 0x0f, 0x02, 0x15,
                                           0x0a, 0x05, 0x63, 0xff, 0xc4, 0x80};
  const auto time = kaifa::cosem::date_time(bytes);
  BOOST_REQUIRE(bool(time));
  BOOST_TEST(time->year == 2023);
  BOOST_TEST(time->month == 8);
  BOOST_TEST(time->day_of_month == 15);
  BOOST_TEST(time->day_of_week == 2);
  BOOST_TEST(time->hour == 21);
  BOOST_TEST(time->minute == 10);
  BOOST_TEST(time->second == 5);
  BOOST_TEST(time->hundredths == 99);
  BOOST_TEST(time->deviation_minutes == -60);
  BOOST_TEST(time->status == 0x80);
}

BOOST_AUTO_TEST_CASE(the_simulators_bytes_are_read_back) {
  const auto bytes = simulator::date_time(sample::time(), simulator::deviation_not_specified);
  BOOST_TEST((*kaifa::cosem::date_time(bytes) == sample_time()));
}

BOOST_AUTO_TEST_CASE(another_number_of_bytes_is_not_a_date_time) {
  for (std::size_t size = 0; size < 30; ++size) {
    if (size == 12)
      continue;
    BOOST_TEST(!kaifa::cosem::date_time(std::vector<std::uint8_t>(size, 1)).has_value(), size);
  }
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
  BOOST_TEST(kaifa::cosem::date_and_time(time) == "2017-09-13 00:00:10");
  BOOST_TEST(kaifa::cosem::text(time) == "2017-09-13 00:00:10, deviation -60 min, status 00");
  time.month = 0xff;
  time.second = 0xff;
  BOOST_TEST(kaifa::cosem::date_and_time(time) == "2017----13 00:00:--");
  time.year = 0xffff;
  time.month = 13;
  BOOST_TEST(kaifa::cosem::date_and_time(time) == "-----13-13 00:00:--");
}

BOOST_AUTO_TEST_CASE(local_seconds_count_from_1970) {
  BOOST_TEST(*kaifa::cosem::local_seconds(sample_time()) == sample_seconds);
  const DateTime epoch = {.year = 1970,
                          .month = 1,
                          .day_of_month = 1,
                          .day_of_week = 4,
                          .hour = 0,
                          .minute = 0,
                          .second = 0,
                          .hundredths = 0,
                          .deviation_minutes = 0,
                          .status = 0};
  BOOST_TEST(*kaifa::cosem::local_seconds(epoch) == 0);
}

BOOST_AUTO_TEST_CASE(each_field_has_its_weight) {
  BOOST_TEST(*kaifa::cosem::local_seconds(with<&DateTime::second>(6)) == sample_seconds + 1);
  BOOST_TEST(*kaifa::cosem::local_seconds(with<&DateTime::minute>(11)) == sample_seconds + 60);
  BOOST_TEST(*kaifa::cosem::local_seconds(with<&DateTime::hour>(22)) == sample_seconds + 3600);
  BOOST_TEST(*kaifa::cosem::local_seconds(with<&DateTime::day_of_month>(16)) ==
             sample_seconds + 86400);
  BOOST_TEST(*kaifa::cosem::local_seconds(with<&DateTime::month>(9)) ==
             sample_seconds + 31 * 86400);
  // 2024 is a leap year, and its 29 February is in between.
  BOOST_TEST(*kaifa::cosem::local_seconds(with<&DateTime::year>(2024)) ==
             sample_seconds + 366 * 86400);
}

// Year, month, day, hour, minute and second have to be specified. A deviation is UTC minus local
// time: zones range from UTC+14 to UTC-12.
BOOST_AUTO_TEST_CASE(each_field_of_a_time_is_in_its_range) {
  for (int value = 0; value <= 0xff; ++value) {
    const auto is_from = [value](int first, int last) { return value >= first && value <= last; };
    BOOST_TEST(is_a_time(with<&DateTime::month>(value)) == is_from(1, 12), value);
    BOOST_TEST(is_a_time(with<&DateTime::day_of_month>(value)) == is_from(1, 31), value);
    BOOST_TEST(is_a_time(with<&DateTime::day_of_week>(value)), value);
    BOOST_TEST(is_a_time(with<&DateTime::hour>(value)) == is_from(0, 23), value);
    BOOST_TEST(is_a_time(with<&DateTime::minute>(value)) == is_from(0, 59), value);
    BOOST_TEST(is_a_time(with<&DateTime::second>(value)) == is_from(0, 59), value);
    BOOST_TEST(is_a_time(with<&DateTime::hundredths>(value)) == (is_from(0, 99) || value == 0xff),
               value);
    BOOST_TEST(is_a_time(with<&DateTime::status>(value)), value);
  }
  for (int value = 0; value <= 0xffff; ++value) {
    const int deviation = value - 0x8000;
    const bool is_deviation =
        deviation == -0x8000 || (deviation >= -14 * 60 && deviation <= 12 * 60);
    if (is_a_time(with<&DateTime::deviation_minutes>(deviation)) != is_deviation)
      BOOST_ERROR("deviation " << deviation);
    if (is_a_time(with<&DateTime::year>(value)) != (value >= 1970 && value <= 9999))
      BOOST_ERROR("year " << value);
  }
}

BOOST_AUTO_TEST_CASE(the_29th_of_february_exists_in_leap_years_only) {
  DateTime time = with<&DateTime::month>(2);
  time.day_of_month = 29;
  BOOST_TEST(!is_a_time(time));
  time.year = 2024;
  BOOST_TEST(is_a_time(time));
  time.year = 2100;
  BOOST_TEST(!is_a_time(time));
  time.day_of_month = 30;
  time.year = 2024;
  BOOST_TEST(!is_a_time(time));
}

BOOST_AUTO_TEST_CASE(a_deviation_is_given_in_seconds_if_it_is_stated) {
  BOOST_TEST(*kaifa::cosem::deviation_seconds(with<&DateTime::deviation_minutes>(-60)) == -3600);
  BOOST_TEST(*kaifa::cosem::deviation_seconds(with<&DateTime::deviation_minutes>(0)) == 0);
  BOOST_TEST(!kaifa::cosem::deviation_seconds(sample_time()));
}

BOOST_AUTO_TEST_CASE(the_highest_bit_of_the_status_states_daylight_saving) {
  BOOST_TEST(kaifa::cosem::states_daylight_saving(with<&DateTime::status>(0x80)));
  BOOST_TEST(kaifa::cosem::states_daylight_saving(with<&DateTime::status>(0x83)));
  BOOST_TEST(!kaifa::cosem::states_daylight_saving(with<&DateTime::status>(0x00)));
  BOOST_TEST(!kaifa::cosem::states_daylight_saving(with<&DateTime::status>(0x7f)));
  BOOST_TEST(!kaifa::cosem::states_daylight_saving(with<&DateTime::status>(0xff)));
}

BOOST_AUTO_TEST_SUITE_END()
