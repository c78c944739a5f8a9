#pragma once

#include <cstdint>
#include <string>

namespace kaifa {

/// The exact number `count / 10^decimals`.
struct Decimal {
  std::int64_t count;
  int decimals = 0;

  bool operator==(const Decimal&) const = default;
};

/// Appends it with all its decimals: {2305, 1} is 230.5, {-5, 3} is -0.005.
void append(std::string& text, Decimal number);

} // namespace kaifa
