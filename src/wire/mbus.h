#pragma once

#include "candidate.h"

namespace kaifa::mbus {

inline constexpr std::uint8_t start = 0x68;
/// The length byte counts from the control byte to the last one before the checksum.
inline constexpr std::size_t max_frame_size = 0xff + 6;

/// Tells whether `bytes`, which start with a start byte, are a long frame of wired M-Bus
/// (EN 13757-2) that carries a segment of a message (EN 13757-3):
///
///   68 L L 68 | 53 ff CI 01 67 | segment | checksum 1 | 16
///
/// L counts from 53 to the last byte of the segment; the checksum is the sum of those bytes. Bits
/// 3-0 of the CI number the segment, bit 4 marks the last one. With `notes`, a fault that the rest
/// does not depend on does not end the examination.
[[nodiscard]] Candidate examine(Bytes bytes, Notes* notes = nullptr);

} // namespace kaifa::mbus
