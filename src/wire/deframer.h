#pragma once

#include "frame_kinds.h"
#include "segments.h"

#include <variant>

namespace kaifa {

/// Cuts frames of every kind that a meter sends out of a stream.
///
/// After a frame that fails, the search goes on at the byte after its start byte. The frame whose
/// last byte comes first wins: a good frame is not held up by a cut-off one before it, and the
/// bytes of a whole frame of one kind are no damage of another kind. Frames may share their last
/// and first byte. The segments of a message are joined in their order; a segment that is missing,
/// repeated or out of order costs its message, and no other. Segments before the first one that is
/// numbered 0 are discarded: the stream began within their message.
///
/// Any split of the same bytes gives the same events. Damage is an event, not an exception.
class Deframer {
public:
  using Event = std::variant<Frame, Rejection>;

  /// Takes bytes off the front of `stream` until they make an event, or until none is left. The
  /// bytes of an event stay valid until the next call.
  [[nodiscard]] std::optional<Event> next(Bytes& stream);

  /// Nothing will follow: a frame that has begun is cut off, as further calls of next() tell.
  void end_of_stream() { ended_ = true; }

  /// Bytes before the last frame that belonged to no frame.
  [[nodiscard]] std::uint64_t discarded_bytes() const { return discarded_bytes_; }

private:
  void fill_from(Bytes& stream);
  void drop(std::size_t count);
  std::optional<Event> deliver(const Examination& examination);
  Event reject(Reason reason, std::size_t size);
  [[nodiscard]] Bytes pending() const { return Bytes(buffer_).subspan(begin_, end_ - begin_); }

  std::array<std::uint8_t, 2 * max_frame_size> buffer_;
  Segments segments_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::uint64_t offset_ = 0;         ///< of buffer_[begin_] in the stream
  std::uint64_t last_frame_end_ = 0; ///< in the stream
  std::uint64_t discarded_bytes_ = 0;
  bool message_began_ = false; ///< a first segment has come, whole or damaged
  bool ended_ = false;
};

} // namespace kaifa
