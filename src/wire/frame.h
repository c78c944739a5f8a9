#pragma once

#include "decode_error.h"

#include <optional>

namespace kaifa {

/// The control byte of an HDLC frame: it differs from maker to maker.
struct Control {
  std::size_t offset; ///< in the frame
  std::uint8_t byte;
};

/// A message that came whole: one frame, or the frames of a segmented one.
struct Frame {
  std::uint64_t offset;             ///< of its first byte in the stream
  Bytes bytes;                      ///< all of it
  Bytes apdu;                       ///< what it carries
  std::size_t apdu_offset;          ///< of `apdu` in `bytes`
  std::optional<Control> control{}; ///< of an HDLC frame
};

/// Bytes that began like a frame and gave no reading.
struct Rejection {
  std::uint64_t offset; ///< of the first byte in the stream
  Bytes bytes;          ///< as many as it took to reject them; of a cut-off frame, what came of it
  Reason reason;
  std::optional<DecodeError> error{}; ///< of a whole frame

  /// "3 bytes left over behind the list (at byte 40 of the frame)"
  [[nodiscard]] std::string why() const;
};

} // namespace kaifa
