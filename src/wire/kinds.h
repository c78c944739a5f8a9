#pragma once

#include "hdlc.h"
#include "mbus.h"

#include <algorithm>

namespace kaifa {

/// A kind of frame: how it starts, and what tells whether the bytes from there on are such a frame.
struct Kind {
  std::uint8_t start;
  Candidate (*examine)(Bytes bytes, Notes* notes);
};

/// All kinds of frames that are read.
inline constexpr std::array<Kind, 2> kinds = {{
    {hdlc::flag, hdlc::examine},
    {mbus::start, mbus::examine},
}};

/// The length of the longest frame of any kind.
inline constexpr std::size_t max_frame_size = std::max(hdlc::max_frame_size, mbus::max_frame_size);

/// Examines bytes by the kind of frame that their first byte starts; no frame if it starts none.
[[nodiscard]] inline Candidate examine(Bytes bytes, Notes* notes = nullptr) {
  for (const Kind& kind : kinds)
    if (!bytes.empty() && bytes[0] == kind.start)
      return kind.examine(bytes, notes);
  return {.verdict = Candidate::Verdict::no_frame};
}

} // namespace kaifa
