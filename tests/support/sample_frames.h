#pragma once

#include "simulator/encoder.h"

#include <string>
#include <vector>

/// Frames of every variant and list of the simulated meter, whose encoder shares no code with what
/// is tested.
namespace sample {

using simulator::Bytes;
using simulator::Variant;

struct Frame {
  std::string name; ///< "norway-3-wire list 2"
  Variant variant;
  int list;
  std::size_t elements;
  Bytes bytes;
};

/// All values differ, so that none can be taken for another; some hold 7e and a0.
[[nodiscard]] simulator::Measurement measurement_of(Variant variant);

/// 2023-08-15 21:10:05, a Tuesday.
[[nodiscard]] simulator::LocalTime time();

[[nodiscard]] Frame frame(Variant variant, int list);

/// All twelve: three lists of each of three Norwegian meters, one of each of three Swedish ones.
[[nodiscard]] std::vector<Frame> every_frame();

/// The bytes one after another.
[[nodiscard]] Bytes joined(const std::vector<Bytes>& parts);

/// A frame around a data-notification without a date-time: its body starts at body_offset.
[[nodiscard]] Bytes frame_around(const Bytes& body);

/// The frame with another control byte, at control_offset, and the right check sequences.
[[nodiscard]] Bytes with_control(Bytes frame, std::uint8_t control);
inline constexpr std::size_t control_offset = 1 + 2 + 1 + 2;
inline constexpr std::uint8_t other_control = 0x13; ///< in frames of Aidon and Kamstrup

/// 7e, format 2, destination 1, source 2, control 1, HCS 2, LLC 3, 0f, invoke id 4, null-data 1.
inline constexpr std::size_t body_offset = 1 + 2 + 1 + 2 + 1 + 2 + 3 + 1 + 4 + 1;

} // namespace sample
