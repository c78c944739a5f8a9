#pragma once

#include "simulator/aes.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace support {

/// The bytes that hex digits stand for; throws std::invalid_argument for anything else.
[[nodiscard]] std::vector<std::uint8_t> from_hex(std::string_view digits);

/// The bytes that the lines of a dump show, in order.
[[nodiscard]] std::vector<std::uint8_t> bytes_of_dump(const std::string& dump);

/// The key or block that 32 hex digits stand for; throws std::invalid_argument for anything else.
[[nodiscard]] simulator::AesKey aes_key_from_hex(std::string_view digits);

} // namespace support
