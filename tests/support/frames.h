#pragma once

#include "samples.h"
#include "simulator/encoder.h"

#include <span>
#include <string>

namespace support {

/// A measurement in which no two registers are equal.
[[nodiscard]] simulator::Measurement distinct_measurement();

/// A frame with that measurement; the meter's clock shows 2024-02-29 12:58:20.
[[nodiscard]] simulator::Bytes
frame(int list, simulator::Variant variant = simulator::Variant::norway_3_wire);

[[nodiscard]] std::string to_string(std::span<const std::uint8_t> bytes);

/// What the first frame with this list, or a longer one, says according to the reference decoder.
/// Throws std::runtime_error if there is no such frame.
[[nodiscard]] Samples said_in(std::span<const std::uint8_t> stream, int list = 1,
                              const std::string& labels = "");

} // namespace support
