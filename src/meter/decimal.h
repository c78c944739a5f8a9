#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace kaifa {

/// The exact number `count / 10^decimals`.
struct Decimal {
  std::int64_t count;
  int decimals = 0;

  bool operator==(const Decimal&) const = default;
};

/// The number divided by 1000: watt-hours as kilowatt-hours.
[[nodiscard]] constexpr std::optional<Decimal> in_thousands(const std::optional<Decimal>& number) {
  return number ? std::optional(Decimal{number->count, number->decimals + 3}) : std::nullopt;
}

/// `left - right`, with as many decimals as the operand that has more. Both counts must have room
/// for these decimals.
[[nodiscard]] Decimal difference(Decimal left, Decimal right);

/// Appends the number with all its decimals: {2305, 1} is 230.5, {-5, 3} is -0.005.
void append(std::string& text, Decimal number);

/// "230.5"
[[nodiscard]] std::string text(Decimal number);

} // namespace kaifa
