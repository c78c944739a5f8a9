#include "hex.h"

#include <charconv>
#include <stdexcept>

namespace support {

std::vector<std::uint8_t> from_hex(std::string_view digits) {
  std::vector<std::uint8_t> bytes;
  for (; !digits.empty(); digits.remove_prefix(2)) {
    constexpr int hexadecimal = 16;
    const std::string_view pair = digits.substr(0, 2);
    const auto [end, error] =
        std::from_chars(pair.data(), pair.data() + pair.size(), bytes.emplace_back(), hexadecimal);
    if (pair.size() != 2 || error != std::errc() || end != pair.data() + 2)
      throw std::invalid_argument("no hex digits: " + std::string(digits));
  }
  return bytes;
}

} // namespace support
