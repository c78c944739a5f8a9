#pragma once

#include "result.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace kaifa {

using Bytes = std::span<const std::uint8_t>;

/// Reads big-endian values off the front of some bytes and never past their end.
///
/// `offset` is the position, in whatever the bytes are part of, of their first one: errors and
/// positions are told in terms of the whole.
class Cursor {
public:
  explicit Cursor(Bytes bytes, std::size_t offset = 0) : bytes_(bytes), offset_(offset) {}

  [[nodiscard]] std::size_t offset() const { return offset_ + taken_; }
  [[nodiscard]] std::size_t remaining() const { return bytes_.size() - taken_; }

  /// The next `count` bytes; an error where fewer are left.
  Result<Bytes> take(std::size_t count) {
    if (count > remaining())
      return ends_early(count);
    taken_ += count;
    return bytes_.subspan(taken_ - count, count);
  }

  Result<std::uint8_t> take_byte() {
    if (remaining() == 0)
      return ends_early(1);
    return bytes_[taken_++];
  }

private:
  [[nodiscard]] DecodeError ends_early(std::size_t wanted) const;

  Bytes bytes_;
  std::size_t offset_;
  std::size_t taken_ = 0;
};

/// The unsigned number that up to eight bytes are, the most significant one first.
constexpr std::uint64_t big_endian(Bytes bytes) {
  std::uint64_t number = 0;
  for (const std::uint8_t byte : bytes)
    number = number << 8 | byte;
  return number;
}

} // namespace kaifa
