#include "describe.h"

#include <fmt/format.h>

#include <iterator>

namespace kaifa {
namespace {

std::string two_digits(std::uint8_t field) {
  return field == cosem::not_specified ? "--" : fmt::format("{:02}", field);
}

} // namespace

std::string printable(std::string_view text) {
  std::string shown;
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    if (byte >= 0x20 && byte < 0x7f)
      shown += character;
    else
      fmt::format_to(std::back_inserter(shown), "\\x{:02x}", byte);
  }
  return shown;
}

std::string date_and_time(const cosem::DateTime& time) {
  const std::string year =
      time.year == cosem::year_not_specified ? "----" : fmt::format("{:04}", time.year);
  return fmt::format("{}-{}-{} {}:{}:{}", year, two_digits(time.month),
                     two_digits(time.day_of_month), two_digits(time.hour), two_digits(time.minute),
                     two_digits(time.second));
}

} // namespace kaifa
