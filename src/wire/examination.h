#pragma once

#include "cursor.h"
#include "frame.h"

namespace kaifa {

/// The place of a frame in a message that takes more than one.
struct Segment {
  std::size_t number; ///< from 0
  bool is_last;
};

/// What the bytes from a start byte on are.
struct Examination {
  enum class Result {
    no_frame,   ///< the first bytes rule a frame out
    incomplete, ///< perhaps a frame: more bytes are needed
    damaged,    ///< a frame's beginning, and then a fault
    whole,
  };

  Result result = Result::whole;
  std::size_t size = 0;        ///< bytes examined to reach the result; of a whole frame, all
  Reason reason{};             ///< of a damaged frame
  std::size_t missing = 0;     ///< of an incomplete frame: bytes that it needs at least
  std::size_t apdu_offset = 0; ///< 0 as long as it is not known
  std::size_t apdu_size = 0;
  std::optional<Segment> segment{}; ///< of a kind whose messages have segments
  std::optional<Control> control{}; ///< of an HDLC frame, once it is known

  /// Makes the frame a damaged one at the end of what `cursor` has taken. Only the first fault
  /// counts, and no fault after the bytes have ended.
  void damage(Reason first_fault, const Cursor& cursor) {
    if (cursor.failed() || result != Result::whole)
      return;
    result = Result::damaged;
    reason = first_fault;
    size = cursor.offset();
  }

  /// Makes the frame an incomplete one if `cursor`, which took from `bytes`, came to their end.
  void end(Bytes bytes, const Cursor& cursor) {
    if (!cursor.failed() || result != Result::whole)
      return;
    result = Result::incomplete;
    size = bytes.size();
    missing = cursor.missing();
  }
};

} // namespace kaifa
