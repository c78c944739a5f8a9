#pragma once

#include "frame.h"
#include "mbus.h"

namespace kaifa {

/// Instead of a segment's number: the stream ends.
inline constexpr std::size_t no_segment = SIZE_MAX;

/// "segment 1 expected, segment 0 found", at `offset` of what was rejected.
[[nodiscard]] DecodeError wrong_segment(std::size_t expected, std::size_t found,
                                        std::size_t offset);

/// Joins the segments of messages that a meter sends in more than one frame.
class Segments {
public:
  static constexpr std::size_t max_count = 16; ///< four bits number the segments
  static constexpr std::size_t max_apdu_size = max_count * mbus::max_frame_size;

  /// The number of the segment that comes next: 0 if no message has begun.
  [[nodiscard]] std::size_t expected() const { return count_; }

  /// Takes the frame of the segment that comes next. Gives the message with its last segment; the
  /// bytes of a message stay valid until the next call.
  [[nodiscard]] std::optional<Frame> add(const Frame& frame, bool is_last);

  /// Gives up the message that has begun, since `found` came instead of the segment expected.
  [[nodiscard]] Rejection reject(std::size_t found);

private:
  std::array<std::uint8_t, max_count * mbus::max_frame_size> bytes_;
  std::array<std::uint8_t, max_apdu_size> apdu_;
  std::size_t bytes_size_ = 0;
  std::size_t apdu_size_ = 0;
  std::uint64_t offset_ = 0;
  std::size_t apdu_offset_ = 0;
  std::size_t count_ = 0;
};

} // namespace kaifa
