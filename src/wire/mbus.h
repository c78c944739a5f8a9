#pragma once

#include "candidate.h"

namespace kaifa::mbus {

inline constexpr std::uint8_t start = 0x68;
/// The length byte counts all but the 6 bytes of 68 L L 68, checksum and 16.
inline constexpr std::size_t max_frame_size = 0xff + 6;

/// Tells whether `bytes`, which start with a start byte, are a long frame of wired M-Bus
/// (EN 13757-2) that carries a segment of a message (EN 13757-3):
///
///   68 L L 68 | 53 ff CI 01 67 | segment | checksum 1 | 16
///
/// L counts from 53 to the last byte of the segment; the checksum is the sum of those bytes. Bits
/// 3-0 of the CI number the segment, bit 4 marks the last one.
[[nodiscard]] Candidate examine(Bytes bytes, Notes* notes = nullptr);

} // namespace kaifa::mbus
