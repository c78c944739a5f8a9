#pragma once

#include "reading.h"
#include "wire/deframer.h"

namespace kaifa {

/// What a stream amounted to up to the last event.
struct Statistics {
  static constexpr std::size_t list_count = 3;

  std::uint64_t bytes = 0;           ///< all that came
  std::uint64_t discarded_bytes = 0; ///< before the last frame, in no frame
  std::array<std::uint64_t, list_count> lists{};
  std::array<std::uint64_t, reason_texts.size()> rejections{}; ///< in the order of Reason

  [[nodiscard]] std::uint64_t rejected(Reason reason) const {
    return rejections[static_cast<std::size_t>(reason)];
  }
  [[nodiscard]] std::uint64_t list_frames() const;
  [[nodiscard]] std::uint64_t rejected_frames() const;
};

/// A frame and what it says.
struct Reception {
  Frame frame;
  Reading reading;
};

/// Turns a byte stream into readings. Any split of the same bytes gives the same events. No event
/// of a good frame takes memory from the heap.
class Reader {
public:
  using Event = std::variant<Reception, Rejection>;

  /// Takes bytes off the front of `stream` until they make an event, or until none is left. Bytes
  /// and texts of an event stay valid until the next call.
  [[nodiscard]] std::optional<Event> next(Bytes& stream);

  /// Nothing will follow: further calls of next() reject what has begun.
  void end_of_stream() { deframer_.end_of_stream(); }

  [[nodiscard]] const Statistics& statistics() const { return statistics_; }

private:
  Deframer deframer_;
  Statistics statistics_;
};

/// Takes the reading out of what a frame carries, one layer after the other. Nothing may follow it.
[[nodiscard]] Reading take_reading(Cursor& cursor);

} // namespace kaifa
