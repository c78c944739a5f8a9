#include "ct_ratio.h"

#include <fmt/format.h>

#include <array>
#include <numeric>

namespace kaifa {
namespace {

struct Quantity {
  std::optional<Decimal> Reading::*amount;
  std::string_view name;
};

/// The quantities that current transformers scale: no voltages and no ratio of powers.
constexpr std::array<Quantity, 11> quantities = {{
    {&Reading::active_power_import_w, "active power import"},
    {&Reading::active_power_export_w, "active power export"},
    {&Reading::reactive_power_import_var, "reactive power import"},
    {&Reading::reactive_power_export_var, "reactive power export"},
    {&Reading::current_l1_a, "current L1"},
    {&Reading::current_l2_a, "current L2"},
    {&Reading::current_l3_a, "current L3"},
    {&Reading::active_energy_import_wh, "active energy import"},
    {&Reading::active_energy_export_wh, "active energy export"},
    {&Reading::reactive_energy_import_varh, "reactive energy import"},
    {&Reading::reactive_energy_export_varh, "reactive energy export"},
}};

/// The limit of the decoder too: beyond it an energy in joules would not fit in 64 bits.
constexpr std::int64_t largest = INT64_MAX / 3600;

} // namespace

std::string text(CtRatio ratio) {
  return ratio.secondary == 1 ? std::to_string(ratio.primary)
                              : fmt::format("{}/{}", ratio.primary, ratio.secondary);
}

std::string_view multiply(Reading& reading, CtRatio ratio) {
  const std::int64_t divisor = std::gcd(ratio.primary, ratio.secondary);
  const std::int64_t primary = ratio.primary / divisor;
  const std::int64_t secondary = ratio.secondary / divisor;
  for (const Quantity& quantity : quantities) {
    auto& amount = reading.*quantity.amount;
    if (!amount)
      continue;
    const std::int64_t count = amount->count / secondary;
    if (amount->count % secondary != 0 || count > largest / primary)
      return quantity.name;
    amount->count = count * primary;
  }
  return {};
}

} // namespace kaifa
