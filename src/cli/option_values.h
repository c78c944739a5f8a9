#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace kaifa {

inline constexpr std::chrono::seconds longest_timeout = std::chrono::hours(24);

/// `45`, `45s`, `2min`, `1h`: from one second to a day.
[[nodiscard]] std::optional<std::chrono::seconds> parse_duration(std::string_view text);

/// `NAME=VALUE`, a label that Prometheus takes: the name of letters, digits and _, not the digits
/// nor __ first; the value UTF-8.
[[nodiscard]] std::optional<std::pair<std::string, std::string>> parse_label(std::string_view text);

[[nodiscard]] bool is_utf8(std::string_view text);

/// The one of `names` that is least unlike `name`; nothing where none is like it.
[[nodiscard]] std::optional<std::string_view> nearest(std::string_view name,
                                                      std::span<const std::string_view> names);

} // namespace kaifa
