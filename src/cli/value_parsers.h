#pragma once

#include "meter/ct_ratio.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace kaifa {

inline constexpr std::chrono::seconds longest_timeout = std::chrono::hours(24);

/// `45`, `45s`, `2min`, `1h`: from one second to a day.
[[nodiscard]] std::optional<std::chrono::seconds> parse_duration(std::string_view text);

/// `40` or `200/5`: numbers from 1 to 1000000, the first at least as great as the second.
[[nodiscard]] std::optional<CtRatio> parse_ct_ratio(std::string_view text);

/// `NAME=VALUE`; nullopt if there is no equals sign.
[[nodiscard]] std::optional<std::pair<std::string, std::string>> parse_label(std::string_view text);

/// Whether Prometheus accepts the name: letters, digits and _, but neither a digit nor __ first.
[[nodiscard]] bool is_label_name(std::string_view name);

[[nodiscard]] bool is_utf8(std::string_view text);

/// What is wrong with the NAME of a job's files, of which NAME_energy_failure.prom has the longest
/// name; empty if nothing is wrong.
[[nodiscard]] std::string_view fault_of_name(std::string_view name);

/// What is wrong with the text of a path, as a sentence; empty if nothing is wrong.
[[nodiscard]] std::string fault_of_path(std::string_view path);

} // namespace kaifa
