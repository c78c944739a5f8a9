#include "decimal.h"

#include <fmt/format.h>

#include <algorithm>

namespace kaifa {

void append(std::string& text, Decimal number) {
  const std::size_t begin = text.size() + (number.count < 0 ? 1 : 0);
  const fmt::format_int shown(number.count);
  text.append(shown.data(), shown.size());
  const auto decimals = static_cast<std::size_t>(number.decimals);
  if (decimals == 0)
    return;
  if (const std::size_t digits = text.size() - begin; digits <= decimals)
    text.insert(begin, decimals + 1 - digits, '0');
  text.insert(text.size() - decimals, 1, '.');
}

Decimal difference(Decimal left, Decimal right) {
  const int decimals = std::max(left.decimals, right.decimals);
  for (Decimal* number : {&left, &right})
    for (; number->decimals < decimals; ++number->decimals)
      number->count *= 10;
  return {left.count - right.count, decimals};
}

std::string text(Decimal number) {
  std::string text;
  append(text, number);
  return text;
}

} // namespace kaifa
