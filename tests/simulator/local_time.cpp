#include "local_time.h"

#include <cctype>
#include <charconv>
#include <ctime>

namespace simulator {

namespace {

constexpr std::string_view pattern = "dddd-dd-ddTdd:dd:dd";

bool has_pattern(std::string_view text) {
  if (text.size() != pattern.size())
    return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_digit = std::isdigit(static_cast<unsigned char>(text[i])) != 0;
    if (pattern[i] == 'd' ? !is_digit : text[i] != pattern[i])
      return false;
  }
  return true;
}

template <typename Number>
Number number(std::string_view digits) {
  Number value{};
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

std::chrono::year_month_day date(const LocalTime& time) {
  return {std::chrono::year(time.year), std::chrono::month(time.month), std::chrono::day(time.day)};
}

} // namespace

std::chrono::local_seconds to_seconds(const LocalTime& time) {
  return std::chrono::local_days(date(time)) + std::chrono::hours(time.hour) +
         std::chrono::minutes(time.minute) + std::chrono::seconds(time.second);
}

LocalTime to_local_time(std::chrono::local_seconds time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return {.year = int(date.year()),
          .month = unsigned(date.month()),
          .day = unsigned(date.day()),
          .weekday = std::chrono::weekday(day).iso_encoding(),
          .hour = static_cast<unsigned>(clock.hours().count()),
          .minute = static_cast<unsigned>(clock.minutes().count()),
          .second = static_cast<unsigned>(clock.seconds().count())};
}

std::optional<LocalTime> parse_local_time(std::string_view text) {
  if (!has_pattern(text))
    return std::nullopt;
  const LocalTime time{.year = number<int>(text.substr(0, 4)),
                       .month = number<unsigned>(text.substr(5, 2)),
                       .day = number<unsigned>(text.substr(8, 2)),
                       .hour = number<unsigned>(text.substr(11, 2)),
                       .minute = number<unsigned>(text.substr(14, 2)),
                       .second = number<unsigned>(text.substr(17, 2))};
  if (!date(time).ok() || time.hour > 23 || time.minute > 59 || time.second > 59)
    return std::nullopt;
  return to_local_time(to_seconds(time));
}

bool is_summer_time(const LocalTime& time) {
  using namespace std::chrono;
  const year_month_weekday_last march = year(time.year) / March / Sunday[last];
  const year_month_weekday_last october = year(time.year) / October / Sunday[last];
  const local_seconds now = to_seconds(time);
  return now >= local_days(march) + hours(2) && now < local_days(october) + hours(3);
}

LocalTime host_local_time() {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  return to_local_time(to_seconds({.year = local.tm_year + 1900,
                                   .month = static_cast<unsigned>(local.tm_mon + 1),
                                   .day = static_cast<unsigned>(local.tm_mday),
                                   .hour = static_cast<unsigned>(local.tm_hour),
                                   .minute = static_cast<unsigned>(local.tm_min),
                                   .second = static_cast<unsigned>(local.tm_sec)}));
}

} // namespace simulator
