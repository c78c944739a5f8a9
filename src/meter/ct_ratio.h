#pragma once

#include "reading.h"

#include <cstdint>
#include <string_view>

namespace kaifa {

/// The ratio of the current transformers that a meter is connected through, such as 200/5. Neither
/// current is 0.
struct CtRatio {
  std::uint32_t primary = 1;
  std::uint32_t secondary = 1;
};

/// "200/5", or "40" if the secondary current is 1
[[nodiscard]] std::string text(CtRatio ratio);

/// Multiplies powers, currents and energies by the ratio, exactly. Returns the name of a quantity
/// that would not be a whole multiple of its resolution, or out of range; empty if there is none.
[[nodiscard]] std::string_view multiply(Reading& reading, CtRatio ratio);

} // namespace kaifa
