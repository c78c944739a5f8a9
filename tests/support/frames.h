#pragma once

#include "samples.h"
#include "simulator/encoder.h"

#include <span>
#include <string>

namespace support {

/// What a meter shows whose every register differs from the others.
[[nodiscard]] simulator::Measurement distinct_measurement();

/// A frame of that meter.
[[nodiscard]] simulator::Bytes
frame(int list, simulator::Variant variant = simulator::Variant::norway_3_wire);

[[nodiscard]] std::string to_string(std::span<const std::uint8_t> bytes);

/// What the first frame in these bytes that carries at least `list` says, by the reference decoder.
[[nodiscard]] Samples said_in(std::span<const std::uint8_t> stream, int list = 1,
                              const std::string& labels = "");

} // namespace support
