#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace kaifa {

[[nodiscard]] bool is_utf8(std::string_view text);

/// The text without blanks, tabs and carriage returns at either end.
[[nodiscard]] std::string_view trimmed(std::string_view text);

/// The text without the two double quotes around it; any other text unchanged.
[[nodiscard]] std::string_view without_quotes(std::string_view text);

/// The first of `names` that begins with `name`, else the name with the fewest differences; nullopt
/// if all names differ too much.
[[nodiscard]] std::optional<std::string_view> nearest(std::string_view name,
                                                      std::span<const std::string_view> names);

} // namespace kaifa
