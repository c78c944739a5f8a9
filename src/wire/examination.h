#pragma once

#include "cursor.h"
#include "frame.h"

namespace kaifa {

/// The position of a frame in a message of several frames.
struct Segment {
  std::size_t number; ///< from 0
  bool is_last;
};

/// What the bytes are, beginning with a start byte.
struct Examination {
  enum class Result {
    no_frame,   ///< the first bytes rule a frame out
    incomplete, ///< perhaps a frame: more bytes are needed
    damaged,    ///< the beginning of a frame, then a fault
    whole,
  };

  Result result = Result::whole;
  std::size_t size = 0;        ///< bytes examined to reach the result; for a whole frame, all
  Reason reason{};             ///< why a damaged frame is rejected
  std::size_t missing = 0;     ///< how many more bytes an incomplete frame needs at least
  std::size_t apdu_offset = 0; ///< 0 until known
  std::size_t apdu_size = 0;
  bool header_fits = false;         ///< a check sequence of the header alone is correct
  std::optional<Segment> segment{}; ///< only for a kind of frame with segmented messages
  Carrier carrier{};

  /// Marks the frame as damaged at the end of what `cursor` has taken. Only the first fault counts,
  /// and no fault after the bytes have ended.
  void damage(Reason first_fault, const Cursor& cursor) {
    if (cursor.failed() || result != Result::whole)
      return;
    result = Result::damaged;
    reason = first_fault;
    size = cursor.offset();
  }

  /// Without a fault, the frame is whole at the end of what `cursor` has taken from `bytes`, or
  /// incomplete if `cursor` ran out of them.
  void end(Bytes bytes, const Cursor& cursor) {
    if (result != Result::whole)
      return;
    size = cursor.failed() ? bytes.size() : cursor.offset();
    missing = cursor.missing();
    if (cursor.failed())
      result = Result::incomplete;
  }
};

} // namespace kaifa
