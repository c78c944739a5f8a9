#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace kaifa {

using Bytes = std::span<const std::uint8_t>;

/// The unsigned number in up to eight bytes, most significant byte first.
constexpr std::uint64_t big_endian(Bytes bytes) {
  if (bytes.size() == 4) // most have four, and this is a single instruction
    return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 |
           std::uint32_t{bytes[2]} << 8 | bytes[3];
  std::uint64_t number = 0;
  for (const std::uint8_t byte : bytes)
    number = number << 8 | byte;
  return number;
}

/// The bytes as characters. The view lives as long as the bytes.
[[nodiscard]] inline std::string_view as_text(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// "e6 e7 00"
[[nodiscard]] std::string hex(Bytes bytes);

/// The text with every byte that is not printable ASCII as \xNN: safe for a terminal and a log.
[[nodiscard]] std::string printable(std::string_view text);

} // namespace kaifa
