#pragma once

#include "cursor.h"

namespace kaifa::axdr {

/// The data types of COSEM that meters send (IEC 62056-6-2, "Data"), with their tags.
enum class Tag : std::uint8_t {
  null_data = 0x00,
  array = 0x01,
  structure = 0x02,
  boolean = 0x03,
  double_long = 0x05,
  double_long_unsigned = 0x06,
  octet_string = 0x09,
  visible_string = 0x0a,
  utf8_string = 0x0c,
  integer = 0x0f,
  long_ = 0x10,
  unsigned_ = 0x11,
  long_unsigned = 0x12,
  long64 = 0x14,
  long64_unsigned = 0x15,
  enum_ = 0x16,
};

[[nodiscard]] std::string_view name(Tag tag);

/// How deep arrays and structures may lie in one another. A list is one structure.
inline constexpr int max_nesting = 4;

struct Value {
  Tag tag{};
  std::size_t offset = 0; ///< of the tag
  std::size_t count = 0;  ///< elements of an array or structure
  Bytes content{};        ///< what follows tag and length; empty for an array or structure
};

/// Takes one value (A-XDR, IEC 61334-6, with a length or count in the form of BER); of an array or
/// structure its head alone: its elements come next. Fails for an unknown type and a value cut
/// short.
[[nodiscard]] Value take_head(Cursor& cursor);

/// Takes what lies in a value whose head was taken, and notes each part. Fails as take_head() does,
/// and for too deep a nesting.
void take_elements(Cursor& cursor, const Value& head);

/// Takes a length or count: one byte below 0x80, else 0x81 nn or 0x82 nn nn.
[[nodiscard]] std::size_t take_length(Cursor& cursor);

/// "double-long-unsigned 4533", "octet-string "KFM_001"", "structure of 13"
[[nodiscard]] std::string text(const Value& value);

} // namespace kaifa::axdr
