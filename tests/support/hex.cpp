#include "hex.h"

#include <algorithm>
#include <charconv>
#include <sstream>
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

std::vector<std::uint8_t> bytes_of_dump(const std::string& dump) {
  constexpr std::size_t begin = 6; // after four digits and two blanks
  constexpr std::size_t width = 29;
  std::string digits;
  std::istringstream lines(dump);
  for (std::string line; std::getline(lines, line);)
    if (!line.starts_with("stops at byte ") && !line.starts_with("rejected: "))
      digits += line.substr(begin, width);
  std::erase(digits, ' ');
  return from_hex(digits);
}

simulator::AesKey aes_key_from_hex(std::string_view digits) {
  const auto bytes = from_hex(digits);
  simulator::AesKey key{};
  if (bytes.size() != key.size())
    throw std::invalid_argument("no key: " + std::string(digits));
  std::ranges::copy(bytes, key.begin());
  return key;
}

} // namespace support
