#include "decimal.h"

#include <fmt/format.h>

#include <iterator>

namespace kaifa {

void append(std::string& text, Decimal number) {
  const auto out = std::back_inserter(text);
  if (number.decimals == 0) {
    fmt::format_to(out, "{}", number.count);
    return;
  }
  std::int64_t scale = 1;
  for (int i = 0; i < number.decimals; ++i)
    scale *= 10;
  const std::int64_t whole = number.count / scale;
  const std::int64_t rest = number.count % scale;
  if (number.count < 0)
    text += '-';
  fmt::format_to(out, "{}.{:0{}}", whole < 0 ? -whole : whole, rest < 0 ? -rest : rest,
                 number.decimals);
}

std::string text(Decimal number) {
  std::string text;
  append(text, number);
  return text;
}

} // namespace kaifa
