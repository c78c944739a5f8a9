#include "decode_error.h"

#include "formatted.h"

#include <fmt/args.h>

namespace kaifa {

std::string DecodeError::message() const {
  fmt::dynamic_format_arg_store<fmt::format_context> shown;
  for (const Detail& detail : details_) {
    if (const auto* text = std::get_if<std::string_view>(&detail))
      shown.push_back(printable(*text));
    else if (const auto* bytes = std::get_if<Bytes>(&detail))
      shown.push_back(hex(*bytes));
    else if (const auto* number = std::get_if<std::int64_t>(&detail))
      shown.push_back(*number);
    else
      shown.push_back(std::get<std::uint64_t>(detail));
  }
  return formatted_from(format_, shown);
}

std::string DecodeError::message_and_place() const {
  return formatted("{} (at byte {} of the {})", message(), offset, within);
}

} // namespace kaifa
