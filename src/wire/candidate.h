#pragma once

#include "cursor.h"

namespace kaifa {

/// The place of a frame in a message that takes more than one.
struct Segment {
  std::size_t number; ///< from 0
  bool is_last;
};

/// The verdict on the bytes from a start byte on.
struct Candidate {
  enum class Verdict {
    no_frame,   ///< another byte than a frame's follows the start byte
    incomplete, ///< perhaps a frame: more bytes are needed
    damaged,    ///< a frame's beginning, and then a fault
    whole,
  };

  Verdict verdict = Verdict::whole;
  std::size_t size = 0;        ///< bytes that it took to tell; of a whole frame, all
  Reason reason{};             ///< of a damaged frame
  std::size_t missing = 0;     ///< of an incomplete frame: bytes that it needs at least
  std::size_t apdu_offset = 0; ///< 0 as long as it is not known
  std::size_t apdu_size = 0;
  std::optional<Segment> segment{}; ///< of a kind whose messages have segments

  /// Makes the frame a damaged one at the end of what `cursor` has taken. Only the first fault
  /// counts, and no fault after the bytes have ended.
  void damage(Reason first_fault, const Cursor& cursor) {
    if (cursor.failed() || verdict != Verdict::whole)
      return;
    verdict = Verdict::damaged;
    reason = first_fault;
    size = cursor.offset();
  }

  /// Makes the frame an incomplete one if `cursor`, which took from `bytes`, came to their end. Its
  /// error then counts the bytes that were wanted (`number`) and those that were left (`limit`).
  void end(Bytes bytes, const Cursor& cursor) {
    if (!cursor.failed() || verdict != Verdict::whole)
      return;
    verdict = Verdict::incomplete;
    size = bytes.size();
    missing = static_cast<std::size_t>(cursor.error()->number - cursor.error()->limit);
  }
};

} // namespace kaifa
