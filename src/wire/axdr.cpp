#include "axdr.h"

#include <fmt/format.h>

#include <array>

namespace kaifa::axdr {
namespace {

enum class Form { unknown, fixed, string, elements };

struct Type {
  std::string_view name;
  Form form = Form::unknown;
  std::size_t size = 0; ///< of a fixed form, in bytes
};

constexpr Type unknown = {"unknown type"};

/// By tag.
constexpr auto types = [] {
  std::array<Type, 0x17> by_tag;
  by_tag.fill(unknown);
  const auto set = [&](Tag tag, Type type) { by_tag[static_cast<std::size_t>(tag)] = type; };
  set(Tag::null_data, {"null-data", Form::fixed, 0});
  set(Tag::array, {"array", Form::elements});
  set(Tag::structure, {"structure", Form::elements});
  set(Tag::boolean, {"boolean", Form::fixed, 1});
  set(Tag::double_long, {"double-long", Form::fixed, 4});
  set(Tag::double_long_unsigned, {"double-long-unsigned", Form::fixed, 4});
  set(Tag::octet_string, {"octet-string", Form::string});
  set(Tag::visible_string, {"visible-string", Form::string});
  set(Tag::utf8_string, {"UTF8-string", Form::string});
  set(Tag::integer, {"integer", Form::fixed, 1});
  set(Tag::long_, {"long", Form::fixed, 2});
  set(Tag::unsigned_, {"unsigned", Form::fixed, 1});
  set(Tag::long_unsigned, {"long-unsigned", Form::fixed, 2});
  set(Tag::long64, {"long64", Form::fixed, 8});
  set(Tag::long64_unsigned, {"long64-unsigned", Form::fixed, 8});
  set(Tag::enum_, {"enum", Form::fixed, 1});
  return by_tag;
}();

const Type& type_of(Tag tag) {
  const auto index = static_cast<std::size_t>(tag);
  return index < types.size() ? types[index] : unknown;
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

void take_elements(Cursor& cursor, const Value& head, int depth) {
  if (!has_elements(head.tag))
    return;
  if (depth == max_nesting)
    return cursor.fail(
        {.offset = head.offset, .reason = Reason::apdu, .text = [](const DecodeError&) {
           return fmt::format("nested deeper than {} levels", max_nesting);
         }});
  for (std::size_t i = 0; i < head.count && !cursor.failed(); ++i) {
    const Value value = take_head(cursor);
    cursor.note(value.offset, [&] { return text(value); });
    take_elements(cursor, value, depth + 1);
  }
}

} // namespace

std::string_view name(Tag tag) {
  return type_of(tag).name;
}

Value take_head(Cursor& cursor) {
  Value value;
  value.offset = cursor.offset();
  value.tag = Tag{cursor.take_byte()};
  const Type& type = type_of(value.tag);
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

void take_elements(Cursor& cursor, const Value& head) {
  take_elements(cursor, head, 0);
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
