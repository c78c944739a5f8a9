#pragma once

#include "reading.h"
#include "wire/hdlc.h"

#include <array>
#include <string>
#include <variant>

namespace kaifa {

/// Why what had begun like a frame gave no reading: the faults of the frame itself; a whole frame
/// that holds no data-notification; one that holds no list that is known.
inline constexpr auto rejection_reasons = [] {
  std::array<std::string_view, hdlc::fault_texts.size() + 2> reasons;
  for (std::size_t i = 0; i < hdlc::fault_texts.size(); ++i)
    reasons[i] = hdlc::fault_texts[i].name;
  reasons[hdlc::fault_texts.size()] = "apdu";
  reasons[hdlc::fault_texts.size() + 1] = "list";
  return reasons;
}();

/// What a stream amounted to up to the last event.
struct Statistics {
  static constexpr std::size_t list_count = 3;

  std::uint64_t discarded_bytes = 0; ///< before the last frame, in no frame
  std::array<std::uint64_t, list_count> lists{};
  std::array<std::uint64_t, rejection_reasons.size()> rejections{};

  [[nodiscard]] std::uint64_t list_frames() const;
  [[nodiscard]] std::uint64_t rejected_frames() const;
};

/// A frame and what it says.
struct Reception {
  hdlc::Frame frame;
  Reading reading;
};

struct Rejection {
  std::uint64_t offset; ///< of the opening flag in the stream
  Bytes bytes;          ///< of the frame, as many as it took to reject it
  std::string_view reason;
  std::string why; ///< what was expected, what was found, at which byte of the frame
};

/// Turns a byte stream into readings. Any split of the same bytes gives the same events. No event
/// of a good frame takes memory from the heap.
class Reader {
public:
  using Event = std::variant<Reception, Rejection>;

  /// Takes bytes off the front of `stream` until they make an event, or until there are none left.
  /// Bytes and texts of an event stay valid until the next call.
  [[nodiscard]] std::optional<Event> next(Bytes& stream);

  /// Nothing will follow: further calls of next() reject what has begun.
  void end_of_stream() { deframer_.end_of_stream(); }

  [[nodiscard]] const Statistics& statistics() const { return statistics_; }

private:
  Event read(const hdlc::Frame& frame);

  hdlc::Deframer deframer_;
  Statistics statistics_;
};

} // namespace kaifa
