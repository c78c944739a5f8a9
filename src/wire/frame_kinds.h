#pragma once

#include "hdlc.h"
#include "mbus.h"

#include <algorithm>

namespace kaifa {

/// A kind of frame: its start byte, the size of its longest frame, and two functions: the size that
/// a frame's first three bytes declare at the least, and the examination of the bytes from the
/// start byte on.
struct FrameKind {
  std::uint8_t start;
  std::size_t max_size;
  std::size_t (*declared_size)(Bytes bytes);
  Examination (*examine)(Bytes bytes, Notes* notes);
};

/// All kinds of frames that can be read.
inline constexpr std::array<FrameKind, 2> frame_kinds = {{
    {hdlc::flag, hdlc::max_frame_size, hdlc::declared_size, hdlc::examine},
    {mbus::start, mbus::max_frame_size, mbus::declared_size, mbus::examine},
}};

static_assert(std::ranges::all_of(frame_kinds, [](const FrameKind& kind) {
  return std::ranges::count(frame_kinds, kind.start, &FrameKind::start) == 1;
}));

/// The length of the longest frame of any kind.
inline constexpr std::size_t max_frame_size =
    std::ranges::max_element(frame_kinds, {}, &FrameKind::max_size)->max_size;

/// The frame that begins with these bytes, by the size that it declares; empty if none begins, or
/// if not all of the frame came.
[[nodiscard]] inline Bytes frame_at(Bytes bytes) {
  constexpr std::size_t head_size = 3;
  if (bytes.size() < head_size)
    return {};
  const auto* kind = std::ranges::find(frame_kinds, bytes[0], &FrameKind::start);
  const std::size_t size = kind == frame_kinds.end() ? 0 : kind->declared_size(bytes);
  return size <= bytes.size() ? bytes.first(size) : Bytes();
}

/// Examines bytes as the kind of frame that their first byte starts; no_frame if it starts none.
[[nodiscard]] inline Examination examine(Bytes bytes, Notes* notes = nullptr) {
  for (const FrameKind& kind : frame_kinds)
    if (!bytes.empty() && bytes[0] == kind.start)
      return kind.examine(bytes, notes);
  return {.result = Examination::Result::no_frame};
}

} // namespace kaifa
