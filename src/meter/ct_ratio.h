#pragma once

#include <cstdint>

namespace kaifa {

/// The ratio of the current transformers that a meter sits behind, such as 200/5.
struct CtRatio {
  std::uint32_t primary = 1;
  std::uint32_t secondary = 1;
};

} // namespace kaifa
