#pragma once

#include "decode_error.h"

#include <optional>
#include <vector>

namespace kaifa {

/// What some bytes mean, as a decoder took them; a dump prints the notes.
struct Note {
  std::size_t offset;
  std::size_t size;
  std::string text;
};
using Notes = std::vector<Note>;

/// Takes values from the front of some bytes and never past their end.
///
/// The first error stays: from then on nothing remains, and every value taken is empty or 0. So a
/// decoder may take what it needs and check failed() when it matters.
class Cursor {
public:
  /// `offset` is the position of the first byte in what `within` names (see DecodeError), usually
  /// the frame: errors and notes count from there. Without `notes` no notes are made.
  explicit Cursor(Bytes bytes, std::size_t offset = 0, Notes* notes = nullptr,
                  std::string_view within = "frame")
      : bytes_(bytes), offset_(offset), notes_(notes), within_(within) {}

  [[nodiscard]] std::size_t offset() const { return offset_ + taken_; }
  [[nodiscard]] std::size_t remaining() const { return bytes_.size() - taken_; }
  [[nodiscard]] Bytes rest() const { return bytes_.subspan(taken_); }

  [[nodiscard]] bool failed() const { return error_.has_value(); }
  [[nodiscard]] const std::optional<DecodeError>& error() const { return error_; }
  void fail(const DecodeError& error);
  /// Fails at byte `offset`: "no date-time: 09 0c, 0c or 00 expected, {:02x} found",
  /// found. Never inlined, which keeps the code for good bytes short.
  template <typename... Details>
  [[gnu::noinline]] void fail(Reason reason, std::size_t offset,
                              DecodeError::Format<Details...> format, const Details&... details) {
    DecodeError error(reason, offset, format, details...);
    error.within = within_;
    fail(error);
  }
  /// How many more bytes would have been taken if the bytes had not ended; 0 if they did not end.
  [[nodiscard]] std::size_t missing() const { return missing_; }

  /// The next `count` bytes. Fails if fewer are left.
  Bytes take(std::size_t count) {
    if (count > remaining()) {
      fail_at_the_end(count);
      return {};
    }
    taken_ += count;
    return bytes_.subspan(taken_ - count, count);
  }
  std::uint8_t take_byte() {
    if (taken_ == bytes_.size()) {
      fail_at_the_end(1);
      return 0;
    }
    return bytes_[taken_++];
  }
  Bytes take(std::size_t count, std::string_view meaning) {
    const std::size_t begin = offset();
    const Bytes bytes = take(count);
    note(begin, [meaning] { return std::string(meaning); });
    return bytes;
  }
  std::uint8_t take_byte(std::string_view meaning) {
    const Bytes byte = take(1, meaning);
    return byte.empty() ? std::uint8_t{0} : byte[0];
  }

  /// Notes what the bytes since `begin` mean. `text` is called only if notes are taken.
  template <typename Text>
  void note(std::size_t begin, Text text) {
    if (notes_ && !failed())
      add_note(begin, text);
  }
  [[nodiscard]] Notes* notes() const { return notes_; }

private:
  /// Never inlined, like fail().
  template <typename Text>
  [[gnu::noinline]] void add_note(std::size_t begin, const Text& text) {
    notes_->push_back({begin, offset() - begin, text()});
  }
  void fail_at_the_end(std::size_t wanted);

  Bytes bytes_;
  std::size_t offset_;
  std::size_t taken_ = 0;
  std::size_t missing_ = 0;
  Notes* notes_;
  std::string_view within_;
  std::optional<DecodeError> error_;
};

} // namespace kaifa
