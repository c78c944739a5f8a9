#pragma once

#include "bytes.h"

#include <string_view>

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

/// One value, complete with all that lies in it.
struct Value {
  Tag tag;
  std::size_t offset;         ///< of the tag
  std::size_t count;          ///< elements of an array or structure
  std::size_t content_offset; ///< of the first byte of `content`
  Bytes content;              ///< what follows tag, length and count

  /// At the elements of an array or structure.
  [[nodiscard]] Cursor elements() const { return Cursor(content, content_offset); }
};

/// Takes one value (A-XDR, IEC 61334-6, with a length or count in the form of BER). An unknown
/// type, a value cut short and too deep a nesting are errors.
[[nodiscard]] Result<Value> take_value(Cursor& cursor);

/// Takes a length or count: one byte below 0x80, else 0x81 nn or 0x82 nn nn.
[[nodiscard]] Result<std::size_t> take_length(Cursor& cursor);

} // namespace kaifa::axdr
