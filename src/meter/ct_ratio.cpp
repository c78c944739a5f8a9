#include "ct_ratio.h"

#include "element.h"
#include "formatted.h"

#include <numeric>

namespace kaifa {

std::string text(CtRatio ratio) {
  return ratio.secondary == 1 ? std::to_string(ratio.primary)
                              : formatted("{}/{}", ratio.primary, ratio.secondary);
}

std::string_view multiply(Reading& reading, CtRatio ratio) {
  // The decoder's limit applies to the result too: an energy in joules must fit in 63 bits.
  constexpr std::int64_t largest = max_energy;
  const std::int64_t divisor = std::gcd(ratio.primary, ratio.secondary);
  const std::int64_t primary = ratio.primary / divisor;
  const std::int64_t secondary = ratio.secondary / divisor;
  for (const Element& element : elements) {
    if (!element.quantity || !element.quantity->is_transformed)
      continue;
    auto& amount = reading.*std::get<Element::Amount>(element.field);
    if (!amount)
      continue;
    const std::int64_t count = amount->count / secondary;
    if (amount->count % secondary != 0 || count > largest / primary)
      return element.name;
    amount->count = count * primary;
  }
  return {};
}

} // namespace kaifa
