#include "host/time_zone.h"

#include "support/requirement.h"
#include "support/temporary_directory.h"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <ctime>
#include <set>
#include <string>

#include <sys/stat.h>

namespace {

using kaifa::cosem::DateTime;
using Time = std::optional<std::int64_t>;

/// While this exists, local time is that of a zone.
class Zone {
public:
  explicit Zone(const std::string& name) {
    if (const char* before = std::getenv("TZ"))
      before_ = before;
    kaifa::set_time_zone(name);
  }
  ~Zone() {
    if (before_)
      setenv("TZ", before_->c_str(), 1);
    else
      unsetenv("TZ");
    tzset();
  }
  Zone(const Zone&) = delete;
  Zone& operator=(const Zone&) = delete;

private:
  std::optional<std::string> before_;
};

/// A time as a Norwegian meter sends it.
DateTime shown(std::uint16_t year, std::uint8_t month, std::uint8_t day, std::uint8_t hour,
               std::uint8_t minute) {
  return {.year = year,
          .month = month,
          .day_of_month = day,
          .day_of_week = 0xff,
          .hour = hour,
          .minute = minute,
          .second = 10,
          .hundredths = 0xff,
          .deviation_minutes = kaifa::cosem::deviation_not_specified,
          .status = 0};
}

constexpr std::int64_t hour_s = 3600;
constexpr std::int64_t far_away = 0;

// From 'date -u -d ... +%s'.
constexpr std::int64_t noon_in_january = 1673784010;   ///< 2023-01-15 12:00:10 UTC
constexpr std::int64_t noon_in_july = 1689422410;      ///< 2023-07-15 12:00:10 UTC
constexpr std::int64_t noon_in_2040 = 2210241610;      ///< 2040-01-15 12:00:10 UTC
constexpr std::int64_t change_in_october = 1698541200; ///< 2023-10-29 01:00:00 UTC
constexpr std::int64_t change_in_march = 1679792400;   ///< 2023-03-26 01:00:00 UTC

} // namespace

BOOST_AUTO_TEST_SUITE(time_zone)

BOOST_AUTO_TEST_CASE(oslo_is_an_hour_ahead_of_utc_in_winter_and_two_in_summer) {
  const Zone zone("Europe/Oslo");
  BOOST_TEST((kaifa::unix_time(shown(2023, 1, 15, 13, 0), far_away) == Time(noon_in_january)));
  BOOST_TEST((kaifa::unix_time(shown(2023, 7, 15, 14, 0), far_away) == Time(noon_in_july)));
}

BOOST_AUTO_TEST_CASE(other_zones_have_their_own_time) {
  {
    const Zone zone("UTC");
    BOOST_TEST((kaifa::unix_time(shown(2023, 7, 15, 12, 0), far_away) == Time(noon_in_july)));
  }
  const Zone zone("Europe/Helsinki");
  BOOST_TEST((kaifa::unix_time(shown(2023, 7, 15, 15, 0), far_away) == Time(noon_in_july)));
}

BOOST_AUTO_TEST_CASE(a_zone_that_counts_leap_seconds_gives_unix_time_all_the_same,
                     *support::prefers("the zone right/Europe/Oslo",
                                       [] { return kaifa::is_time_zone("right/Europe/Oslo"); })) {
  const Zone zone("right/Europe/Oslo");
  BOOST_TEST((kaifa::unix_time(shown(2023, 1, 15, 13, 0), far_away) == Time(noon_in_january)));
  BOOST_TEST((kaifa::unix_time(shown(2023, 7, 15, 14, 0), far_away) == Time(noon_in_july)));
}

BOOST_AUTO_TEST_CASE(the_hour_repeated_in_october_is_the_one_nearer_to_the_hosts_clock) {
  const Zone zone("Europe/Oslo");
  const DateTime time = shown(2023, 10, 29, 2, 30);
  const std::int64_t summer = change_in_october - hour_s / 2 + 10;
  const std::int64_t normal = summer + hour_s;
  for (const std::int64_t now : {summer, summer - hour_s, summer + hour_s / 2, far_away})
    BOOST_TEST((kaifa::unix_time(time, now) == Time(summer)), now);
  for (const std::int64_t now : {normal, normal + hour_s, summer + hour_s / 2 + 1, INT64_MAX / 2})
    BOOST_TEST((kaifa::unix_time(time, now) == Time(normal)), now);
}

BOOST_AUTO_TEST_CASE(the_hours_around_the_repeated_one_are_unambiguous) {
  const Zone zone("Europe/Oslo");
  for (const std::int64_t now : {far_away, change_in_october, INT64_MAX / 2}) {
    BOOST_TEST((kaifa::unix_time(shown(2023, 10, 29, 1, 59), now) ==
                Time(change_in_october - hour_s - 60 + 10)));
    BOOST_TEST((kaifa::unix_time(shown(2023, 10, 29, 3, 0), now) ==
                Time(change_in_october + hour_s + 10)));
  }
}

BOOST_AUTO_TEST_CASE(a_stated_daylight_saving_settles_the_repeated_hour) {
  const Zone zone("Europe/Oslo");
  DateTime time = shown(2023, 10, 29, 2, 30);
  time.status = 0x80;
  BOOST_TEST((kaifa::unix_time(time, INT64_MAX / 2) == Time(change_in_october - hour_s / 2 + 10)));
}

BOOST_AUTO_TEST_CASE(no_minute_of_the_hour_missing_in_march_is_a_moment) {
  const Zone zone("Europe/Oslo");
  for (std::uint8_t minute = 0; minute < 60; ++minute)
    BOOST_TEST(!kaifa::unix_time(shown(2023, 3, 26, 2, minute), change_in_march).has_value());
  BOOST_TEST(
      (kaifa::unix_time(shown(2023, 3, 26, 1, 59), far_away) == Time(change_in_march - 60 + 10)));
  BOOST_TEST((kaifa::unix_time(shown(2023, 3, 26, 3, 0), far_away) == Time(change_in_march + 10)));
}

/// Among them zones whose clocks change by half an hour, by two hours, or back in spring.
BOOST_AUTO_TEST_CASE(whatever_a_clock_shows_in_a_year_is_its_moment_and_nothing_else_is_one) {
  constexpr std::int64_t begin_s = 1672531210; ///< 2023-01-01 00:00:10 UTC
  constexpr std::int64_t step_s = hour_s / 2;
  for (const std::string name : {"Europe/Oslo", "Europe/Dublin", "Australia/Lord_Howe",
                                 "Antarctica/Troll", "America/St_Johns", "Asia/Kolkata"}) {
    const Zone zone(name);
    const auto shown_at = [](const std::tm& time) {
      return shown(static_cast<std::uint16_t>(time.tm_year + 1900),
                   static_cast<std::uint8_t>(time.tm_mon + 1),
                   static_cast<std::uint8_t>(time.tm_mday), static_cast<std::uint8_t>(time.tm_hour),
                   static_cast<std::uint8_t>(time.tm_min));
    };
    std::set<std::int64_t> all_shown_s;
    for (std::int64_t now_s = begin_s; now_s < begin_s + 365 * 24 * hour_s; now_s += step_s) {
      const std::time_t now = now_s;
      const DateTime time = shown_at(*std::localtime(&now));
      all_shown_s.insert(*kaifa::cosem::local_seconds(time));
      if (kaifa::unix_time(time, now_s) != Time(now_s))
        BOOST_ERROR(name << ", " << now_s);
    }
    for (std::int64_t s = *all_shown_s.begin(); s < *all_shown_s.rbegin(); s += step_s) {
      const std::time_t local = s;
      if (!all_shown_s.contains(s) &&
          kaifa::unix_time(shown_at(*std::gmtime(&local)), s).has_value())
        BOOST_ERROR(name << " has no local time " << s);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_stated_deviation_needs_no_zone) {
  const Zone zone("Asia/Tokyo");
  DateTime time = shown(2023, 7, 15, 13, 0);
  time.deviation_minutes = -60;
  BOOST_TEST((kaifa::unix_time(time, far_away) == Time(noon_in_july)));
  time.deviation_minutes = 0;
  BOOST_TEST((kaifa::unix_time(time, far_away) == Time(noon_in_july + hour_s)));
  time.deviation_minutes = 90;
  BOOST_TEST((kaifa::unix_time(time, far_away) == Time(noon_in_july + hour_s + 90 * 60)));
}

// A 32-bit time ends in 2038.
BOOST_AUTO_TEST_CASE(a_clock_beyond_2038_is_a_time) {
  const Zone zone("Europe/Oslo");
  BOOST_TEST((kaifa::unix_time(shown(2040, 1, 15, 13, 0), far_away) == Time(noon_in_2040)));
}

BOOST_AUTO_TEST_CASE(a_stated_deviation_settles_the_repeated_and_the_missing_hour) {
  const Zone zone("Europe/Stockholm");
  DateTime time = shown(2023, 10, 29, 2, 30);
  time.deviation_minutes = -60;
  BOOST_TEST((kaifa::unix_time(time, far_away) == Time(change_in_october + hour_s / 2 + 10)));
  time = shown(2023, 3, 26, 2, 30);
  time.deviation_minutes = -60;
  BOOST_TEST((kaifa::unix_time(time, far_away) == Time(change_in_march + hour_s / 2 + 10)));
}

BOOST_AUTO_TEST_CASE(what_is_not_specified_or_impossible_gives_nothing) {
  const Zone zone("Europe/Oslo");
  for (const std::int16_t deviation : {kaifa::cosem::deviation_not_specified, std::int16_t{-60}})
    for (DateTime time :
         {shown(0xffff, 7, 15, 12, 0), shown(2023, 0xff, 15, 12, 0), shown(2023, 7, 0xff, 12, 0),
          shown(2023, 7, 15, 0xff, 0), shown(2023, 7, 15, 12, 0xff), shown(2023, 13, 15, 12, 0),
          shown(2023, 2, 30, 12, 0), shown(2023, 7, 15, 24, 0), shown(2023, 7, 15, 12, 60),
          shown(1969, 7, 15, 12, 0), shown(2023, 0, 15, 12, 0)}) {
      time.deviation_minutes = deviation;
      BOOST_TEST(!kaifa::unix_time(time, far_away).has_value(),
                 time.year << '-' << unsigned{time.month} << '-' << unsigned{time.day_of_month});
    }
}

BOOST_AUTO_TEST_CASE(zones_of_the_tz_database_are_known_by_name) {
  for (const std::string name : {"Europe/Oslo", "Europe/Stockholm", "UTC"})
    BOOST_TEST(kaifa::is_time_zone(name), name);
  for (const std::string name : {"", "Europe", "Europe/", "Europe/Atlantis", "/etc/localtime",
                                 "../zoneinfo/UTC", "Europe/../UTC", "CEST"})
    BOOST_TEST(!kaifa::is_time_zone(name), name);
}

BOOST_AUTO_TEST_CASE(other_files_of_the_tz_database_are_not_zones) {
  for (const std::string name : {"tzdata.zi", "zone.tab", "iso3166.tab", "leapseconds"})
    BOOST_TEST(!kaifa::is_time_zone(name), name);
}

BOOST_AUTO_TEST_CASE(a_zone_that_names_anything_but_a_regular_file_is_utc) {
  const support::TemporaryDirectory directory;
  const std::string fifo = directory / "fifo";
  BOOST_REQUIRE(mkfifo(fifo.c_str(), 0600) == 0);
  for (const auto& [variable, path] :
       {std::pair(":" + fifo, fifo),
        {fifo, fifo},
        {":" + directory.path(), directory.path()},
        {":/dev/tty", std::string("/dev/tty")},
        {":Europe", std::string("/usr/share/zoneinfo/Europe")},
        {"Europe", std::string("/usr/share/zoneinfo/Europe")},
        {":../../.." + fifo, "/usr/share/zoneinfo/../../.." + fifo}}) {
    const Zone before("Europe/Oslo");
    setenv("TZ", variable.c_str(), 1);
    BOOST_TEST(kaifa::refuse_special_zone() == path);
    BOOST_TEST((kaifa::unix_time(shown(2023, 7, 15, 12, 0), far_away) == Time(noon_in_july)));
  }
  {
    const Zone before("Europe/Oslo");
    setenv("TZDIR", directory.path().c_str(), 1);
    setenv("TZ", "fifo", 1);
    BOOST_TEST(kaifa::refuse_special_zone() == fifo);
    unsetenv("TZDIR");
  }
}

BOOST_AUTO_TEST_CASE(any_other_zone_is_left_as_it_is) {
  for (const std::string variable :
       {":Europe/Oslo", "Europe/Oslo", ":/usr/share/zoneinfo/Europe/Oslo",
        "CET-1CEST,M3.5.0,M10.5.0/3"}) {
    const Zone before("UTC");
    setenv("TZ", variable.c_str(), 1);
    BOOST_TEST(kaifa::refuse_special_zone() == "");
    BOOST_TEST((kaifa::unix_time(shown(2023, 7, 15, 14, 0), far_away) == Time(noon_in_july)));
  }
  for (const std::string variable : {"", ":", ":/no/such/zone", "nonsense"}) {
    const Zone before("Europe/Oslo");
    setenv("TZ", variable.c_str(), 1);
    BOOST_TEST(kaifa::refuse_special_zone() == "");
    BOOST_TEST(std::getenv("TZ") == variable);
  }
  const Zone before("Europe/Oslo");
  unsetenv("TZ");
  BOOST_TEST(kaifa::refuse_special_zone() == "");
}

BOOST_AUTO_TEST_SUITE_END()
