#pragma once

#include "bytes.h"

#include <optional>

namespace kaifa::cosem {

/// A point in time as the meter tells it (date-time, IEC 62056-6-2, 12 bytes). Nothing is checked
/// here: a field may be "not specified" or impossible.
struct DateTime {
  std::uint16_t year;
  std::uint8_t month;
  std::uint8_t day_of_month;
  std::uint8_t day_of_week; ///< 1 is Monday
  std::uint8_t hour;
  std::uint8_t minute;
  std::uint8_t second;
  std::uint8_t hundredths;
  std::int16_t deviation_minutes; ///< UTC less local time
  std::uint8_t status;

  static constexpr std::size_t size = 12;

  bool operator==(const DateTime&) const = default;
};

inline constexpr std::uint16_t year_not_specified = 0xffff;
inline constexpr std::uint8_t not_specified = 0xff;
inline constexpr std::int16_t deviation_not_specified = -0x8000;

/// From its 12 bytes; any other number of them is an error.
[[nodiscard]] Result<DateTime> date_time(Bytes bytes, std::size_t offset);

/// The local time as seconds, as if its zone were UTC: since 1970-01-01 00:00:00. Nothing where
/// a field is not specified or impossible (month 13, 30 February), or the year before 1970.
[[nodiscard]] std::optional<std::int64_t> local_seconds(const DateTime& time);

/// UTC less local time, where the meter states it.
[[nodiscard]] std::optional<std::int64_t> deviation_seconds(const DateTime& time);

/// Whether the meter states that daylight saving is in force. That it does not state it says
/// nothing: Norwegian meters never do.
[[nodiscard]] bool states_daylight_saving(const DateTime& time);

} // namespace kaifa::cosem
