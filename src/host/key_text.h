#pragma once

#include "wire/ciphering.h"

#include <optional>
#include <string>
#include <string_view>

namespace kaifa {

/// The content of a key file: UTF-8 or another superset of ASCII, with or without a byte order
/// mark, or UTF-16 with one.
struct KeyText {
  /// 32 hexadecimal digits, with or without blanks, line ends, commas, colons and 0x between them.
  std::optional<ciphering::Key> key;
  /// Why there is no key, without showing any part: "it has 31 hexadecimal digits instead of 32".
  std::string fault;
};

[[nodiscard]] KeyText parse_key(std::string_view bytes);

} // namespace kaifa
