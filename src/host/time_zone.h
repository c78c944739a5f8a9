#pragma once

#include "wire/date_time.h"

#include <optional>
#include <string>

namespace kaifa {

/// The host's clock, as Unix time in milliseconds.
[[nodiscard]] std::int64_t unix_time_ms();

/// Whether the host's tz database has this zone ("Europe/Oslo").
[[nodiscard]] bool is_time_zone(const std::string& name);

/// Makes this zone of the tz database the local time zone of the process, instead of the host's
/// zone.
void set_time_zone(const std::string& name);

/// If the host's zone (TZ, else /etc/localtime) names a file that is not a regular file, makes UTC
/// the local time and returns the path; otherwise returns "". The C library would read this file,
/// and wait forever for a pipe or a terminal. A zone that names no file is left to the C library.
[[nodiscard]] std::string refuse_special_zone();

/// The Unix time that a meter's clock shows. Without a deviation, the clock shows the local time of
/// the process. In the hour that is repeated in autumn, the clock shows daylight saving time if the
/// meter states so; else the time nearer to `now_s` (Unix time) is chosen. Nullopt if the clock
/// shows a time that does not exist.
[[nodiscard]] std::optional<std::int64_t> unix_time(const cosem::DateTime& time,
                                                    std::int64_t now_s);

} // namespace kaifa
