#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace simulator {

/// What a meter's clock shows, without a time zone.
struct LocalTime {
  int year = 2000;
  unsigned month = 1;
  unsigned day = 3;
  unsigned weekday = 1; ///< 1 = Monday
  unsigned hour = 0;
  unsigned minute = 0;
  unsigned second = 0;
  std::uint8_t status = 0; ///< COSEM clock status: 3 = invalid and doubtful
};

/// The weekday is ignored, since it follows from the date.
std::chrono::local_seconds to_seconds(const LocalTime& time);
LocalTime to_local_time(std::chrono::local_seconds time);

/// Accepts "2017-09-13T00:00:10" and nothing else.
std::optional<LocalTime> parse_local_time(std::string_view text);

LocalTime host_local_time();

/// Whether it is summer time in the European Union: from the last Sunday of March, 02:00, to the
/// last one of October, 03:00.
bool is_summer_time(const LocalTime& time);

} // namespace simulator
