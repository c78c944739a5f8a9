#pragma once

#include <string>
#include <string_view>

namespace kaifa {

// Every value, name and path that a user gave enters a message through one of these functions. They
// escape what would break the line or upset a terminal. Because messages end up in logs, the
// functions also replace what may be a key with words that say so and name the place for a key.

/// Whether a text may hold a key, or half of one: 16 hexadecimal digits in words of digits alone,
/// with anything between the words except a letter, '.' or '/'; or 28 digits with at most two other
/// characters between any two of them, such as a letter O for a 0.
[[nodiscard]] bool may_hold_key(std::string_view text);

/// "\"a\\nb\"": in quotes, cut off after 60 bytes.
[[nodiscard]] std::string shown_value(std::string_view value);

/// The path without quotes. If its last part may be a key, the directory is still shown.
[[nodiscard]] std::string shown_path(std::string_view path);

/// The path as a word of a suggested command: quoted if a shell needs quotes.
[[nodiscard]] std::string shown_word(std::string_view path);

/// Shown in place of a key.
inline constexpr std::string_view hidden_key =
    "[not shown: it looks like a key, which belongs in a file named with --key-file]";

} // namespace kaifa
