#pragma once

#include "local_time.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace simulator {

using Bytes = std::vector<std::uint8_t>;

/// CRC-16/X.25 (RFC 1662, appendix C.2), bit by bit.
std::uint16_t crc16_x25(std::span<const std::uint8_t> bytes);

/// 7e | a0+length | destination | source | control | HCS | information | FCS | 7e
///
/// Throws std::length_error if the length needs more than 11 bits. A frame without information has
/// no HCS.
Bytes hdlc_frame(std::span<const std::uint8_t> information, const Bytes& destination = {0x01},
                 const Bytes& source = {0x02, 0x01});

/// LLC | 0f | long-invoke-id-and-priority | date_time, including its tag | body
Bytes data_notification(const Bytes& date_time, const Bytes& body);

Bytes structure_head(std::size_t count);
Bytes octet_string(std::span<const std::uint8_t> octets);
Bytes octet_string(std::string_view text);
Bytes double_long_unsigned(std::uint32_t value);
Bytes long64_unsigned(std::uint64_t value);

constexpr std::int16_t deviation_not_specified = INT16_MIN;

/// The 12 bytes of a COSEM date-time, without a tag; hundredths are not specified.
Bytes date_time(const LocalTime& time, std::int16_t deviation_minutes);

} // namespace simulator
