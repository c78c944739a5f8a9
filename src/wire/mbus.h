#pragma once

#include "examination.h"

namespace kaifa::mbus {

inline constexpr std::uint8_t start = 0x68;
/// The length byte counts everything except 68 L L 68, checksum and 16.
inline constexpr std::size_t around_length = 6;
inline constexpr std::size_t max_frame_size = 0xff + around_length;

/// The size of a frame that begins with these bytes, which must include the start and the length.
[[nodiscard]] std::size_t declared_size(Bytes bytes);

/// Determines whether `bytes`, which start with a start byte, are a long frame of wired M-Bus
/// (EN 13757-2) that carries a segment of a message (EN 13757-3):
///
///   68 L L 68 | 53 ff CI 01 67 | segment | checksum 1 | 16
///
/// L counts the bytes from 53 to the end of the segment; the checksum is the sum of those bytes.
/// Bits 3-0 of the CI number the segment, bit 4 marks the last one.
[[nodiscard]] Examination examine(Bytes bytes, Notes* notes = nullptr);

/// "57 of the 120 bytes of segment 1" for a frame that was cut off; empty if the bytes are not
/// those of a frame, or too few arrived.
[[nodiscard]] std::string part_that_came(Bytes frame);

/// Whether a long frame, even a damaged one, is broadcast like a push, whatever its CI.
[[nodiscard]] bool is_of_a_push(Bytes frame);

} // namespace kaifa::mbus
