#include "axdr.h"

#include <fmt/format.h>

namespace kaifa::axdr {
namespace {

enum class Form { unknown, fixed, string, elements };

struct Type {
  std::string_view name;
  Form form = Form::unknown;
  std::size_t size = 0; ///< of a fixed form, in bytes
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

bool has_elements(Tag tag) {
  return type_of(tag).form == Form::elements;
}

std::int64_t signed_number(Bytes content) {
  const bool is_negative = !content.empty() && content[0] >= 0x80;
  std::uint64_t number = is_negative ? ~std::uint64_t{0} : 0;
  for (const std::uint8_t byte : content)
    number = number << 8 | byte;
  return static_cast<std::int64_t>(number);
}

void take_nested(Cursor& cursor, int depth) {
  const Value value = take_head(cursor);
  cursor.note(value.offset, [&] { return text(value); });
  if (!has_elements(value.tag) || cursor.failed())
    return;
  if (depth == max_nesting)
    return cursor.fail(
        {.offset = value.offset, .reason = Reason::apdu, .text = [](const DecodeError&) {
           return fmt::format("nested deeper than {} levels", max_nesting);
         }});
  for (std::size_t i = 0; i < value.count && !cursor.failed(); ++i)
    take_nested(cursor, depth + 1);
}

} // namespace

std::string_view name(Tag tag) {
  return type_of(tag).name;
}

Value take_head(Cursor& cursor) {
  Value value;
  value.offset = cursor.offset();
  value.tag = Tag{cursor.take_byte()};
  const Type type = type_of(value.tag);
  switch (type.form) {
  case Form::unknown:
    cursor.fail({.offset = value.offset,
                 .reason = Reason::apdu,
                 .text =
                     [](const DecodeError& error) {
                       return fmt::format("unknown data type 0x{:02x}", error.number);
                     },
                 .number = static_cast<std::uint8_t>(value.tag)});
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

void take_whole(Cursor& cursor) {
  take_nested(cursor, 0);
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
    cursor.fail({.offset = offset,
                 .reason = Reason::apdu,
                 .text =
                     [](const DecodeError& error) {
                       return fmt::format("length in an unknown form 0x{:02x}", error.number);
                     },
                 .number = first});
  return static_cast<std::size_t>(big_endian(cursor.take(length_bytes)));
}

std::string text(const Value& value) {
  const std::string_view type = name(value.tag);
  switch (value.tag) {
  case Tag::null_data:
    return std::string(type);
  case Tag::octet_string:
  case Tag::visible_string:
  case Tag::utf8_string:
    return fmt::format("{} \"{}\"", type, printable(as_text(value.content)));
  case Tag::double_long:
  case Tag::integer:
  case Tag::long_:
  case Tag::long64:
    return fmt::format("{} {}", type, signed_number(value.content));
  case Tag::array:
  case Tag::structure:
    return fmt::format("{} of {}", type, value.count);
  default:
    return fmt::format("{} {}", type, big_endian(value.content));
  }
}

} // namespace kaifa::axdr
