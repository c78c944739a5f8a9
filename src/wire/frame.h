#pragma once

#include "decode_error.h"

#include <optional>

namespace kaifa {

/// The control byte of an HDLC frame, which differs from maker to maker.
struct Control {
  std::size_t offset; ///< position in the frame
  std::uint8_t byte;
};

/// What a frame says about the message that it carries.
struct Carrier {
  std::optional<Control> control{}; ///< only for an HDLC frame, once known
  bool is_proven = false; ///< by a check sequence; a sum of 8 bits fits one damaged frame in 256
};

/// A complete message: one frame, or all frames of a segmented message.
struct Frame {
  std::uint64_t offset;    ///< position of the first byte in the stream
  Bytes bytes;             ///< all bytes of the message
  Bytes apdu;              ///< what the message carries
  std::size_t apdu_offset; ///< position of `apdu` in `bytes`; 0 for a message of several frames
  Carrier carrier;
};

/// Bytes that began like a frame but yielded no reading.
struct Rejection {
  std::uint64_t offset; ///< position of the first byte in the stream
  Bytes bytes;          ///< up to the byte that caused the rejection; of a cut-off frame, what came
  Reason reason;
  std::optional<DecodeError> error{}; ///< for a whole frame, and for a message that lacks a segment

  [[nodiscard]] std::string why() const {
    return error ? error->message_and_place() : std::string(text_of(reason).meaning);
  }
};

} // namespace kaifa
