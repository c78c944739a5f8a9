#pragma once

#include "cursor.h"

namespace kaifa::axdr {

/// The data types of COSEM that meters send (IEC 62056-6-2, "Data").
namespace tag {
inline constexpr std::uint8_t null_data = 0x00;
inline constexpr std::uint8_t array = 0x01;
inline constexpr std::uint8_t structure = 0x02;
inline constexpr std::uint8_t boolean = 0x03;
inline constexpr std::uint8_t double_long = 0x05;
inline constexpr std::uint8_t double_long_unsigned = 0x06;
inline constexpr std::uint8_t octet_string = 0x09;
inline constexpr std::uint8_t visible_string = 0x0a;
inline constexpr std::uint8_t utf8_string = 0x0c;
inline constexpr std::uint8_t integer = 0x0f;
inline constexpr std::uint8_t long_ = 0x10;
inline constexpr std::uint8_t unsigned_ = 0x11;
inline constexpr std::uint8_t long_unsigned = 0x12;
inline constexpr std::uint8_t long64 = 0x14;
inline constexpr std::uint8_t long64_unsigned = 0x15;
inline constexpr std::uint8_t enum_ = 0x16;
} // namespace tag

[[nodiscard]] std::string_view name(std::uint8_t tag);

/// How deeply arrays and structures may be nested. A list is one structure.
inline constexpr int max_nesting = 4;

struct Value {
  std::uint8_t tag = 0;
  std::size_t offset = 0; ///< position of the tag
  std::size_t count = 0;  ///< number of elements of an array or structure
  Bytes content{};        ///< the bytes after tag and length; empty for an array or structure
};

/// Takes one value (A-XDR, IEC 61334-6, with a length or count in BER form). Takes only the head of
/// an array or structure, whose elements come next. Fails for an unknown type and a value cut
/// short.
[[nodiscard]] Value take_head(Cursor& cursor);

/// Takes the contents of a value whose head was taken, and notes each part. `depth` counts the
/// arrays and structures around it. Fails like take_head(), and if the nesting is too deep.
void take_elements(Cursor& cursor, const Value& head, int depth = 0);

/// Takes a length or count: one byte below 0x80, else 0x81 nn or 0x82 nn nn.
[[nodiscard]] std::size_t take_length(Cursor& cursor);

/// "double-long-unsigned 4533", "octet-string "KFM_001"", "structure of 13"
[[nodiscard]] std::string text(const Value& value);

} // namespace kaifa::axdr
