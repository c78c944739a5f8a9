#pragma once

#include "frame_kinds.h"
#include "segments.h"

#include <variant>

namespace kaifa {

/// Extracts frames of every kind from a stream.
///
/// If a frame fails, the search continues at the byte after its start byte. The frame whose last
/// byte comes first wins: a cut-off frame does not delay a good frame that follows, and the bytes
/// of a whole frame of one kind are not reported as damage of another kind. The last byte of one
/// frame may be the first byte of the next. The segments of a message are joined in order; a
/// segment that is missing, repeated or out of order spoils its own message, and no other. Segments
/// before the first segment 0 are discarded: the stream began within their message.
///
/// Any split of the same bytes gives the same events. Damage is an event, not an exception.
class Deframer {
public:
  using Event = std::variant<Frame, Rejection>;

  /// Takes bytes off the front of `stream` until they make an event or none is left. The bytes of
  /// an event stay valid until the next call.
  [[nodiscard]] std::optional<Event> next(Bytes& stream);

  /// Says that no bytes will follow: further calls of next() reject an unfinished frame as cut off.
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
  std::uint64_t offset_ = 0;         ///< position of buffer_[begin_] in the stream
  std::uint64_t last_frame_end_ = 0; ///< position in the stream
  std::uint64_t discarded_bytes_ = 0;
  bool message_began_ = false; ///< a first segment has arrived, whole or damaged
  bool ended_ = false;
};

} // namespace kaifa
