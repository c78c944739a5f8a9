#pragma once

#include <string>
#include <string_view>

namespace kaifa {

// Each value, name and path that a user gave goes into a message through one of these functions.
// They escape what would break the line or upset a terminal, and leave out what may be a key, for
// messages end up in logs. What is left out is replaced by words that say so, and where a key goes.

/// Whether a text may hold a key, or half of one: 16 hexadecimal digits in words of nothing else,
/// whatever is between the words but a letter, '.' or '/'; or 28 digits with at most two other
/// characters between any two of them, such as a letter O for a 0.
[[nodiscard]] bool may_hold_key(std::string_view text);

/// "\"a\\nb\"": in quotes, and cut off after 60 bytes.
[[nodiscard]] std::string shown_value(std::string_view value);

/// Without quotes. If the last part of the path may be a key, the directory is still shown.
[[nodiscard]] std::string shown_path(std::string_view path);

/// As a word of a command that the message proposes: quoted if a shell needs it.
[[nodiscard]] std::string shown_word(std::string_view path);

/// What is shown in the place of a key.
inline constexpr std::string_view hidden_key =
    "[not shown: it looks like a key, which belongs in a file named with --key-file]";

} // namespace kaifa
