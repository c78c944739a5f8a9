#pragma once

#include "frame.h"
#include "mbus.h"

namespace kaifa {

/// The error "segment 1 expected, segment 0 found", at `offset` of the rejected bytes. `found` is
/// nullopt if the stream ended.
[[nodiscard]] DecodeError wrong_segment(std::size_t expected, std::optional<std::size_t> found,
                                        std::size_t offset);

/// Joins the segments of messages that need more than one frame (EN 13757-3).
class Segments {
public:
  static constexpr std::size_t max_count = 16; ///< four bits number the segments
  static constexpr std::size_t max_message_size = max_count * mbus::max_frame_size;

  /// The number of the next segment: 0 if no message has begun.
  [[nodiscard]] std::size_t expected() const { return count_; }

  /// Adds the frame of the next segment. Returns the whole message if this segment is the last one,
  /// else nullopt. The bytes of the message stay valid until the next call.
  [[nodiscard]] std::optional<Frame> add(const Frame& frame, bool is_last);

  /// Gives up the unfinished message, because segment `found` came instead of the expected segment,
  /// or because the stream ended.
  [[nodiscard]] Rejection reject(std::optional<std::size_t> found);

private:
  std::array<std::uint8_t, max_message_size> bytes_;
  std::array<std::uint8_t, max_message_size> apdu_;
  std::size_t bytes_size_ = 0;
  std::size_t apdu_size_ = 0;
  std::uint64_t offset_ = 0;
  std::size_t count_ = 0;
};

} // namespace kaifa
