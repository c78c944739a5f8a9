#pragma once

#include "examination.h"

namespace kaifa::hdlc {

inline constexpr std::uint8_t flag = 0x7e;
/// The length field has 11 bits and counts the bytes between the two flags.
inline constexpr std::size_t max_frame_size = 0x7ff + 2;

/// The size of a frame that begins with these bytes, which must include the flag and the format.
[[nodiscard]] std::size_t declared_size(Bytes bytes);

/// Determines whether `bytes`, which start with a flag, are an HDLC frame (ISO/IEC 13239, frame
/// format type 3, without byte stuffing):
///
///   7e | a0+length 2 | destination 1-4 | source 1-4 | control 1 | HCS 2 | information n | FCS 2 |
///   7e
///
/// The length gives the end of the frame, and HCS and FCS prove the frame; a 7e inside the frame
/// means nothing. The closing flag may be the opening flag of the next frame. With `notes`, the
/// examination continues after a fault if the meaning of the rest does not depend on the fault.
[[nodiscard]] Examination examine(Bytes bytes, Notes* notes = nullptr);

} // namespace kaifa::hdlc
