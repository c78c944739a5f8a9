#pragma once

#include "hdlc.h"
#include "mbus.h"

#include <algorithm>

namespace kaifa {

/// A kind of frame: its start byte, the function that gives the size declared by the first three
/// bytes, and the function that examines the bytes from the start byte on.
struct FrameKind {
  std::uint8_t start;
  std::size_t (*declared_size)(Bytes bytes);
  Examination (*examine)(Bytes bytes, Notes* notes);
};

/// All kinds of frames that can be read.
inline constexpr std::array<FrameKind, 2> frame_kinds = {{
    {hdlc::flag, hdlc::declared_size, hdlc::examine},
    {mbus::start, mbus::declared_size, mbus::examine},
}};

/// The length of the longest frame of any kind.
inline constexpr std::size_t max_frame_size = std::max(hdlc::max_frame_size, mbus::max_frame_size);

/// Whether these bytes may contain a whole frame at their start, by the size that it declares.
[[nodiscard]] inline bool may_be_whole(Bytes bytes) {
  constexpr std::size_t head_size = 3;
  return bytes.size() >= head_size && std::ranges::any_of(frame_kinds, [&](const FrameKind& kind) {
           return bytes[0] == kind.start && kind.declared_size(bytes) <= bytes.size();
         });
}

/// Examines bytes as the kind of frame that their first byte starts; no_frame if it starts none.
[[nodiscard]] inline Examination examine(Bytes bytes, Notes* notes = nullptr) {
  for (const FrameKind& kind : frame_kinds)
    if (!bytes.empty() && bytes[0] == kind.start)
      return kind.examine(bytes, notes);
  return {.result = Examination::Result::no_frame};
}

} // namespace kaifa
