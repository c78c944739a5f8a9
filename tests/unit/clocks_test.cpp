#include "meter/reading.h"

#include <boost/test/unit_test.hpp>

namespace {

using kaifa::cosem::DateTime;
using Time = std::optional<std::int64_t>;

constexpr std::int16_t no_deviation = kaifa::cosem::deviation_not_specified;

DateTime clock_with(std::uint8_t hour, std::int16_t deviation_minutes) {
  return {.year = 2023,
          .month = 8,
          .day_of_month = 15,
          .day_of_week = 2,
          .hour = hour,
          .minute = 0,
          .second = 0,
          .hundredths = 0xff,
          .deviation_minutes = deviation_minutes,
          .status = 0};
}

/// Hour and deviation as a number of four digits, so that both show. Hour 99 is an impossible time.
Time as_number(const DateTime& time, std::int64_t now_s) {
  BOOST_TEST(now_s == 7);
  if (time.hour == 99)
    return {};
  const int deviation = time.deviation_minutes == no_deviation ? 99 : -time.deviation_minutes;
  return time.hour * 100 + deviation;
}

kaifa::Clocks clocks_with(std::optional<DateTime> frame_time,
                          std::optional<DateTime> energy_clock) {
  kaifa::Reading reading{};
  reading.frame_time = frame_time;
  reading.clock = energy_clock;
  return kaifa::clocks_of(reading, 7, as_number);
}

struct Times {
  Time meter, energy;
};

Times times_of(std::optional<DateTime> frame_time, std::optional<DateTime> energy_clock) {
  const kaifa::Clocks clocks = clocks_with(frame_time, energy_clock);
  return {clocks.meter ? Time(clocks.meter->unix_s) : Time(),
          clocks.energy ? Time(clocks.energy->unix_s) : Time()};
}

} // namespace

BOOST_AUTO_TEST_SUITE(clocks)

BOOST_AUTO_TEST_CASE(each_clock_has_its_own_time) {
  const Times times = times_of(clock_with(1, -10), clock_with(2, -20));
  BOOST_TEST((times.meter == Time(110)));
  BOOST_TEST((times.energy == Time(220)));
}

BOOST_AUTO_TEST_CASE(without_a_time_of_the_frame_the_clock_of_the_energy_is_that_of_the_meter) {
  const Times times = times_of({}, clock_with(2, -20));
  BOOST_TEST((times.meter == Time(220)));
  BOOST_TEST((times.energy == Time(220)));
}

BOOST_AUTO_TEST_CASE(the_same_holds_if_the_time_of_the_frame_does_not_exist) {
  BOOST_TEST((times_of(clock_with(99, -10), clock_with(2, -20)).meter == Time(220)));
}

BOOST_AUTO_TEST_CASE(a_clock_that_was_not_sent_is_absent) {
  const Times times = times_of(clock_with(1, -10), {});
  BOOST_TEST((times.meter == Time(110)));
  BOOST_TEST(!times.energy.has_value());
  BOOST_TEST(!times_of({}, {}).meter.has_value());
}

BOOST_AUTO_TEST_CASE(an_offset_that_one_clock_states_holds_for_both) {
  BOOST_TEST((times_of(clock_with(1, no_deviation), clock_with(2, -20)).meter == Time(120)));
  BOOST_TEST((times_of(clock_with(1, -10), clock_with(2, no_deviation)).energy == Time(210)));
  BOOST_TEST(
      (times_of(clock_with(1, no_deviation), clock_with(2, no_deviation)).meter == Time(199)));
}

BOOST_AUTO_TEST_CASE(each_clock_keeps_what_it_shows) {
  const auto clocks = clocks_with(clock_with(1, -10), clock_with(2, -20));
  BOOST_TEST((clocks.meter->shown == clock_with(1, -10)));
  BOOST_TEST((clocks.energy->shown == clock_with(2, -20)));
}

BOOST_AUTO_TEST_SUITE_END()
