#include "time_zone.h"

#include "named_file.h"

#include <cstdlib>
#include <ctime>
#include <string_view>

// std::chrono's zones are not used: libstdc++ has them only since GCC 14, and the program must
// build with GCC 12.

namespace kaifa {
namespace {

constexpr const char* zone_directory = "/usr/share/zoneinfo/";

/// The Unix time when clocks show `time`, with or without daylight saving; nullopt if clocks never
/// show it. `local_s` is what cosem::local_seconds() makes of `time`.
std::optional<std::int64_t> unix_time_with(const cosem::DateTime& time, std::int64_t local_s,
                                           bool daylight_saving) {
  tzset();
  if (daylight_saving && !daylight) // mktime would search all years
    return {};
  std::tm fields{};
  fields.tm_year = time.year - 1900;
  fields.tm_mon = time.month - 1;
  fields.tm_mday = time.day_of_month;
  fields.tm_hour = time.hour;
  fields.tm_min = time.minute;
  fields.tm_sec = time.second;
  fields.tm_isdst = daylight_saving ? 1 : 0;
  if (std::mktime(&fields) == -1) // a 32-bit time_t ends in 2038
    return {};
  // mktime moves a time that does not exist to a time that does.
  const bool as_asked = fields.tm_mday == time.day_of_month && fields.tm_hour == time.hour &&
                        fields.tm_min == time.minute && (fields.tm_isdst > 0) == daylight_saving;
  if (!as_asked)
    return {};
  // mktime's own result is not used: in the zones under right/ it counts leap seconds.
  return local_s - fields.tm_gmtoff;
}

} // namespace

std::int64_t unix_time_ms() {
  // On 32-bit ARM system_clock counts seconds in 32 bits, which end in 2038.
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  return std::int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000;
}

bool is_time_zone(const std::string& name) {
  if (name.empty() || name.front() == '/' || name.find("..") != std::string::npos)
    return false;
  // RFC 8536, section 3.1; the directory holds other files too.
  constexpr std::string_view magic = "TZif";
  return NamedFile(zone_directory + name).starts_with(magic);
}

void set_time_zone(const std::string& name) {
  setenv("TZ", (zone_directory + name).insert(0, ":").c_str(), 1);
  tzset();
}

std::string refuse_special_zone() {
  const char* variable = std::getenv("TZ");
  std::string path = variable ? variable : "/etc/localtime";
  if (path.starts_with(':'))
    path.erase(0, 1);
  if (!path.empty() && path.front() != '/') {
    const char* directory = std::getenv("TZDIR");
    path.insert(0, directory && *directory ? directory + std::string("/") : zone_directory);
  }
  struct stat status {};
  if (stat(path.c_str(), &status) != 0 || S_ISREG(status.st_mode))
    return "";
  setenv("TZ", "UTC0", 1);
  return path;
}

std::optional<std::int64_t> unix_time(const cosem::DateTime& time, std::int64_t now_s) {
  const auto local_s = cosem::local_seconds(time);
  if (!local_s)
    return {};
  if (const auto deviation_s = cosem::deviation_seconds(time))
    return *local_s + *deviation_s;

  const auto summer = unix_time_with(time, *local_s, true);
  const auto normal = unix_time_with(time, *local_s, false);
  if (!summer || !normal)
    return summer ? summer : normal;
  if (cosem::states_daylight_saving(time))
    return summer;
  return std::abs(*summer - now_s) <= std::abs(*normal - now_s) ? summer : normal;
}

} // namespace kaifa
