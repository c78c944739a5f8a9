#include "describe.h"

#include "decimal.h"

#include <fmt/format.h>

#include <iterator>

namespace kaifa {
namespace {

std::string two_digits(std::uint8_t field) {
  return field == cosem::not_specified ? "--" : fmt::format("{:02}", field);
}

std::int64_t signed_number(Bytes content) {
  std::uint64_t number = content.empty() || content[0] < 0x80 ? 0 : ~std::uint64_t{0};
  for (const std::uint8_t byte : content)
    number = number << 8 | byte;
  return static_cast<std::int64_t>(number);
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

std::string words_for(const cosem::DateTime& time) {
  const std::string deviation = time.deviation_minutes == cosem::deviation_not_specified
                                    ? "deviation not specified"
                                    : fmt::format("deviation {} min", time.deviation_minutes);
  return fmt::format("{}, {}, status {:02x}", date_and_time(time), deviation, time.status);
}

std::string words_for(const axdr::Value& value, const kfm001::Element* element) {
  const std::string_view type = axdr::name(value.tag);
  switch (value.tag) {
  case axdr::Tag::null_data:
    return std::string(type);
  case axdr::Tag::octet_string:
  case axdr::Tag::visible_string:
  case axdr::Tag::utf8_string: {
    const auto time = cosem::date_time(value.content, value.offset);
    if (time && element && element->name == "clock")
      return fmt::format("{} {}", type, words_for(*time));
    const char* text = reinterpret_cast<const char*>(value.content.data());
    return fmt::format("{} \"{}\"", type, printable({text, value.content.size()}));
  }
  case axdr::Tag::double_long:
  case axdr::Tag::integer:
  case axdr::Tag::long_:
  case axdr::Tag::long64:
    return fmt::format("{} {}", type, signed_number(value.content));
  case axdr::Tag::array:
  case axdr::Tag::structure:
    return fmt::format("{} of {}", type, value.count);
  default:
    break;
  }
  const std::uint64_t count = big_endian(value.content);
  std::string text = fmt::format("{} {}", type, count);
  if (element && !element->unit.empty() && count <= INT64_MAX) {
    text += " = ";
    append(text, {static_cast<std::int64_t>(count), element->decimals});
    fmt::format_to(std::back_inserter(text), " {}", element->unit);
  }
  return text;
}

std::string obis_text(Bytes code) {
  if (code.size() != std::tuple_size_v<kfm001::ObisCode>)
    return fmt::format("{:02x}", fmt::join(code, " "));
  return fmt::format("{}-{}:{}.{}.{}.{}", code[0], code[1], code[2], code[3], code[4], code[5]);
}

} // namespace kaifa
