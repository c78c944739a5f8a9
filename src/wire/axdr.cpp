#include "axdr.h"

#include "formatted.h"

#include <array>

namespace kaifa::axdr {
namespace {

enum class Form { unknown, fixed, string, elements };

struct Type {
  std::string_view name;
  Form form = Form::unknown;
  std::size_t size = 0; ///< in bytes, if fixed
};

constexpr Type unknown{};

/// By tag.
constexpr auto types = [] {
  std::array<Type, 0x17> by_tag{};
  by_tag[tag::null_data] = {"null-data", Form::fixed, 0};
  by_tag[tag::array] = {"array", Form::elements};
  by_tag[tag::structure] = {"structure", Form::elements};
  by_tag[tag::boolean] = {"boolean", Form::fixed, 1};
  by_tag[tag::double_long] = {"double-long", Form::fixed, 4};
  by_tag[tag::double_long_unsigned] = {"double-long-unsigned", Form::fixed, 4};
  by_tag[tag::octet_string] = {"octet-string", Form::string};
  by_tag[tag::visible_string] = {"visible-string", Form::string};
  by_tag[tag::utf8_string] = {"UTF8-string", Form::string};
  by_tag[tag::integer] = {"integer", Form::fixed, 1};
  by_tag[tag::long_] = {"long", Form::fixed, 2};
  by_tag[tag::unsigned_] = {"unsigned", Form::fixed, 1};
  by_tag[tag::long_unsigned] = {"long-unsigned", Form::fixed, 2};
  by_tag[tag::long64] = {"long64", Form::fixed, 8};
  by_tag[tag::long64_unsigned] = {"long64-unsigned", Form::fixed, 8};
  by_tag[tag::enum_] = {"enum", Form::fixed, 1};
  return by_tag;
}();

const Type& type_of(std::uint8_t tag) {
  return tag < types.size() ? types[tag] : unknown;
}

std::int64_t signed_number(Bytes content) {
  const bool is_negative = !content.empty() && content[0] >= 0x80;
  std::uint64_t number = is_negative ? ~std::uint64_t{0} : 0;
  for (const std::uint8_t byte : content)
    number = number << 8 | byte;
  return static_cast<std::int64_t>(number);
}

} // namespace

std::string_view name(std::uint8_t tag) {
  return type_of(tag).name;
}

Value take_head(Cursor& cursor) {
  Value value;
  value.offset = cursor.offset();
  value.tag = cursor.take_byte();
  const Type& type = type_of(value.tag);
  switch (type.form) {
  case Form::unknown:
    cursor.fail(Reason::apdu, value.offset, "unknown data type 0x{:02x}", value.tag);
    break;
  case Form::fixed:
    value.content = cursor.take(type.size);
    break;
  case Form::string:
    value.content = cursor.take(take_length(cursor));
    break;
  case Form::elements:
    value.count = take_length(cursor);
    break;
  }
  return value;
}

void take_elements(Cursor& cursor, const Value& head, int depth) {
  if (type_of(head.tag).form != Form::elements)
    return;
  if (depth == max_nesting)
    return cursor.fail(Reason::apdu, head.offset, "nested deeper than {} levels", max_nesting);
  for (std::size_t i = 0; i < head.count && !cursor.failed(); ++i) {
    const Value value = take_head(cursor);
    cursor.note(value.offset, [&] { return text(value); });
    take_elements(cursor, value, depth + 1);
  }
}

std::size_t take_length(Cursor& cursor) {
  constexpr std::uint8_t long_form_bit = 0x80;
  constexpr std::size_t max_length_bytes = 2;

  const std::size_t offset = cursor.offset();
  const std::uint8_t first = cursor.take_byte();
  if (!(first & long_form_bit))
    return first;
  const std::size_t length_bytes = first ^ long_form_bit;
  if (length_bytes == 0 || length_bytes > max_length_bytes)
    cursor.fail(Reason::apdu, offset, "length in an unknown form 0x{:02x}", first);
  return static_cast<std::size_t>(big_endian(cursor.take(length_bytes)));
}

std::string text(const Value& value) {
  const std::string_view type = name(value.tag);
  switch (value.tag) {
  case tag::null_data:
    return std::string(type);
  case tag::octet_string:
  case tag::visible_string:
  case tag::utf8_string:
    return formatted("{} \"{}\"", type, printable(as_text(value.content)));
  case tag::double_long:
  case tag::integer:
  case tag::long_:
  case tag::long64:
    return formatted("{} {}", type, signed_number(value.content));
  case tag::array:
  case tag::structure:
    return formatted("{} of {}", type, value.count);
  default:
    return formatted("{} {}", type, big_endian(value.content));
  }
}

} // namespace kaifa::axdr
