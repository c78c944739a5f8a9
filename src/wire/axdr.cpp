#include "axdr.h"

#include <fmt/format.h>

namespace kaifa::axdr {
namespace {

enum class Form { unknown, fixed, string, elements };

struct Type {
  std::string_view name;
  Form form = Form::unknown;
  std::size_t size = 0; ///< of a fixed one, in bytes
};

constexpr Type type_of(Tag tag) {
  switch (tag) {
  case Tag::null_data:
    return {"null-data", Form::fixed, 0};
  case Tag::array:
    return {"array", Form::elements};
  case Tag::structure:
    return {"structure", Form::elements};
  case Tag::boolean:
    return {"boolean", Form::fixed, 1};
  case Tag::double_long:
    return {"double-long", Form::fixed, 4};
  case Tag::double_long_unsigned:
    return {"double-long-unsigned", Form::fixed, 4};
  case Tag::octet_string:
    return {"octet-string", Form::string};
  case Tag::visible_string:
    return {"visible-string", Form::string};
  case Tag::utf8_string:
    return {"UTF8-string", Form::string};
  case Tag::integer:
    return {"integer", Form::fixed, 1};
  case Tag::long_:
    return {"long", Form::fixed, 2};
  case Tag::unsigned_:
    return {"unsigned", Form::fixed, 1};
  case Tag::long_unsigned:
    return {"long-unsigned", Form::fixed, 2};
  case Tag::long64:
    return {"long64", Form::fixed, 8};
  case Tag::long64_unsigned:
    return {"long64-unsigned", Form::fixed, 8};
  case Tag::enum_:
    return {"enum", Form::fixed, 1};
  }
  return {"unknown type"};
}

Result<Value> take_nested(Cursor& cursor, int depth);

/// Takes the elements of an array or structure: what lies between is its content.
Result<Value> take_elements(Cursor& cursor, Value value, int depth) {
  if (depth == max_nesting)
    return DecodeError{value.offset, fmt::format("nested deeper than {} levels", max_nesting)};
  const auto count = take_length(cursor);
  if (!count)
    return count.error();
  value.count = *count;
  value.content_offset = cursor.offset();
  Cursor whole = cursor;
  for (std::size_t i = 0; i < value.count; ++i)
    if (const auto element = take_nested(cursor, depth + 1); !element)
      return element.error();
  value.content = *whole.take(cursor.offset() - value.content_offset);
  return value;
}

Result<Value> take_nested(Cursor& cursor, int depth) {
  Value value{.tag = {}, .offset = cursor.offset(), .count = 0, .content_offset = 0, .content = {}};
  const auto tag = cursor.take_byte();
  if (!tag)
    return tag.error();
  value.tag = Tag{*tag};
  const Type type = type_of(value.tag);
  if (type.form == Form::unknown)
    return DecodeError{value.offset, fmt::format("unknown data type 0x{:02x}", *tag)};
  if (type.form == Form::elements)
    return take_elements(cursor, value, depth);

  const auto size = type.form == Form::string ? take_length(cursor) : Result(type.size);
  if (!size)
    return size.error();
  value.content_offset = cursor.offset();
  const auto content = cursor.take(*size);
  if (!content)
    return content.error();
  value.content = *content;
  return value;
}

} // namespace

std::string_view name(Tag tag) {
  return type_of(tag).name;
}

Result<Value> take_value(Cursor& cursor) {
  return take_nested(cursor, 0);
}

Result<std::size_t> take_length(Cursor& cursor) {
  constexpr std::uint8_t long_form_bit = 0x80;
  constexpr std::size_t max_length_bytes = 2;

  const std::size_t offset = cursor.offset();
  const auto first = cursor.take_byte();
  if (!first)
    return first.error();
  if (!(*first & long_form_bit))
    return std::size_t{*first};
  const std::size_t length_bytes = *first ^ long_form_bit;
  if (length_bytes == 0 || length_bytes > max_length_bytes)
    return DecodeError{offset, fmt::format("length in an unknown form 0x{:02x}", *first)};
  const auto length = cursor.take(length_bytes);
  if (!length)
    return length.error();
  return static_cast<std::size_t>(big_endian(*length));
}

} // namespace kaifa::axdr
