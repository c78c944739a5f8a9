#include "decimal.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace kaifa {

void append(std::string& text, Decimal number) {
  const std::size_t begin = text.size() + (number.count < 0 ? 1 : 0);
  std::array<char, 20> shown{}; // "-9223372036854775808"
  const auto end = std::to_chars(shown.begin(), shown.end(), number.count).ptr;
  text.append(shown.begin(), end);
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
