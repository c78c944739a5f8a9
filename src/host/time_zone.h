#pragma once

#include "wire/date_time.h"

#include <optional>
#include <string>

namespace kaifa {

/// Whether the tz database of the host has this zone ("Europe/Oslo").
[[nodiscard]] bool is_time_zone(const std::string& name);

/// Takes this zone of the tz database for the local time of the process, instead of the host's.
void set_time_zone(const std::string& name);

/// Takes UTC for the local time if the host's zone (TZ, else /etc/localtime) names a file that is
/// not a regular one, and gives its path then, else "". The C library would read this file, and
/// wait for a pipe or a terminal without end. A zone that names no file is left to the C library.
[[nodiscard]] std::string refuse_special_zone();

/// Unix time of what a meter's clock shows. If the meter states no deviation, it shows the
/// process's local time; of an hour that is repeated in autumn, the one that the meter states to be
/// daylight saving, else the one nearer to `now_s` (Unix time). Nullopt if the clock shows no
/// time that exists.
[[nodiscard]] std::optional<std::int64_t> unix_time(const cosem::DateTime& time,
                                                    std::int64_t now_s);

} // namespace kaifa
