#pragma once

#include "cursor.h"

#include <optional>
#include <string>

namespace kaifa::cosem {

/// A point in time as the meter sends it (date-time, IEC 62056-6-2, 12 bytes). Nothing is checked:
/// a field may be "not specified" or impossible.
struct DateTime {
  std::uint16_t year;
  std::uint8_t month;
  std::uint8_t day_of_month;
  std::uint8_t day_of_week; ///< 1 is Monday
  std::uint8_t hour;
  std::uint8_t minute;
  std::uint8_t second;
  std::uint8_t hundredths;
  std::int16_t deviation_minutes; ///< UTC minus local time
  std::uint8_t status;

  static constexpr std::size_t size = 12;

  bool operator==(const DateTime&) const = default;
};

inline constexpr std::uint16_t year_not_specified = 0xffff;
inline constexpr std::uint8_t not_specified = 0xff;
inline constexpr std::int16_t deviation_not_specified = -0x8000;

/// Decodes 12 bytes; nullopt if there are more or fewer.
[[nodiscard]] std::optional<DateTime> date_time(Bytes bytes);

/// The local time in seconds since 1970-01-01 00:00:00, as if local time were UTC. Nullopt if a
/// field is not specified or impossible (month 13, 30 February), or if the year is before 1970 or
/// after 9999.
[[nodiscard]] std::optional<std::int64_t> local_seconds(const DateTime& time);

/// UTC minus local time, if the meter states the deviation.
[[nodiscard]] std::optional<std::int64_t> deviation_seconds(const DateTime& time);

/// Whether the meter states that daylight saving is in force. Norwegian meters never do.
[[nodiscard]] bool states_daylight_saving(const DateTime& time);

/// "2017-09-13 00:00:10", a field that is not specified as "--".
[[nodiscard]] std::string date_and_time(const DateTime& time);

/// The same, with deviation and status.
[[nodiscard]] std::string text(const DateTime& time);

} // namespace kaifa::cosem
