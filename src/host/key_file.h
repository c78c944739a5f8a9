#pragma once

#include "waiting.h"
#include "wire/ciphering.h"

#include <optional>
#include <string>
#include <string_view>

namespace kaifa {

/// The key in a text of 32 hexadecimal digits, with or without blanks, line ends, commas, colons
/// and 0x between them; nullopt if the text is something else.
[[nodiscard]] std::optional<ciphering::Key> parse_key(std::string_view text);

/// The key in a file, or in what a pipe brings before the deadline. From now on the process leaves
/// no core dump and cannot be traced. Throws Failure if the file cannot be read, if every user may
/// read it, or if it holds no key.
[[nodiscard]] ciphering::Key read_key_file(const std::string& path, const Waiting& waiting,
                                           Deadline deadline);

} // namespace kaifa
