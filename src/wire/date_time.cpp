#include "date_time.h"

#include "formatted.h"

#include <chrono>

namespace kaifa::cosem {
namespace {

std::string two_digits(std::uint8_t field) {
  return field == not_specified ? "--" : formatted("{:02}", field);
}

} // namespace

std::optional<DateTime> date_time(Bytes bytes) {
  if (bytes.size() != DateTime::size)
    return {};
  return DateTime{
      .year = static_cast<std::uint16_t>(big_endian(bytes.first(2))),
      .month = bytes[2],
      .day_of_month = bytes[3],
      .day_of_week = bytes[4],
      .hour = bytes[5],
      .minute = bytes[6],
      .second = bytes[7],
      .hundredths = bytes[8],
      .deviation_minutes = static_cast<std::int16_t>(big_endian(bytes.subspan(9, 2))),
      .status = bytes[11],
  };
}

std::optional<std::int64_t> local_seconds(const DateTime& time) {
  using namespace std::chrono;
  constexpr int min_deviation_minutes = -14 * 60; // UTC+14
  constexpr int max_deviation_minutes = 12 * 60;  // UTC-12
  const bool possible = time.year >= 1970 && time.year <= 9999 && time.hour < 24 &&
                        time.minute < 60 && time.second < 60 &&
                        (time.hundredths < 100 || time.hundredths == not_specified) &&
                        (time.deviation_minutes == deviation_not_specified ||
                         (time.deviation_minutes >= min_deviation_minutes &&
                          time.deviation_minutes <= max_deviation_minutes));
  if (!possible)
    return {};
  const year_month_day date{year(time.year), month{time.month}, day{time.day_of_month}};
  if (!date.ok())
    return {};
  const auto midnight = sys_days{date};
  return (midnight.time_since_epoch() + hours{time.hour} + minutes{time.minute} +
          seconds{time.second}) /
         seconds{1};
}

std::optional<std::int64_t> deviation_seconds(const DateTime& time) {
  if (time.deviation_minutes == deviation_not_specified)
    return {};
  return std::int64_t{time.deviation_minutes} * 60;
}

bool states_daylight_saving(const DateTime& time) {
  constexpr std::uint8_t daylight_saving_bit = 0x80;
  return time.status != not_specified && time.status & daylight_saving_bit;
}

std::string date_and_time(const DateTime& time) {
  const std::string year = time.year == year_not_specified ? "----" : formatted("{:04}", time.year);
  return formatted("{}-{}-{} {}:{}:{}", year, two_digits(time.month), two_digits(time.day_of_month),
                   two_digits(time.hour), two_digits(time.minute), two_digits(time.second));
}

std::string text(const DateTime& time) {
  const std::string deviation = time.deviation_minutes == deviation_not_specified
                                    ? "deviation not specified"
                                    : formatted("deviation {} min", time.deviation_minutes);
  return formatted("{}, {}, status {:02x}", date_and_time(time), deviation, time.status);
}

} // namespace kaifa::cosem
