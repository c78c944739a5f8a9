#pragma once

#include "bytes.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace kaifa {

/// Why bytes that began like a frame gave no reading.
enum class Reason {
  segmented,
  address,
  length,
  hcs,
  closing_flag,
  fcs,
  control,
  stop_byte,
  sum,
  no_push,
  segment,
  cut_off,
  other_maker,
  ciphered,
  authenticated,
  key,
  apdu,
  list,
};

struct ReasonText {
  std::string_view name; ///< as a label of a metric
  std::string_view meaning;
};
/// In the order of Reason.
inline constexpr std::array<ReasonText, 18> reason_texts = {{
    {"segmented", "part of a segmented message"},
    {"address", "address longer than 4 bytes"},
    {"length", "length field leaves no room for header and checksums"},
    {"hcs", "header check sequence does not fit"},
    {"closing_flag", "no flag where the frame should end"},
    {"fcs", "frame check sequence does not fit"},
    {"control", "control field is not 10, as in every frame of these meters"},
    {"stop_byte", "no stop byte where the frame should end"},
    {"sum", "checksum does not fit"},
    {"no_push", "M-Bus frame that carries no segment of a push"},
    {"segment", "segment missing, repeated or out of order"},
    {"cut_off", "another frame, or the end of the stream, before the end of this one"},
    {"other_maker", "message of another maker's meter"},
    {"ciphered", "ciphered message, and no key"},
    {"authenticated", "authenticated message, which takes a second key"},
    {"key", "deciphered message without a data-notification"},
    {"apdu", "whole frame without a data-notification"},
    {"list", "data-notification without a known list"},
}};

[[nodiscard]] constexpr const ReasonText& text_of(Reason reason) {
  return reason_texts[static_cast<std::size_t>(reason)];
}

/// A message that came whole: one frame, or the frames of a segmented one.
struct Frame {
  std::uint64_t offset;    ///< of its first byte in the stream
  Bytes bytes;             ///< all of it
  Bytes apdu;              ///< what it carries
  std::size_t apdu_offset; ///< of `apdu` in `bytes`
};

/// Why some bytes are not what a decoder expects. A plain value: its text is made when it is read.
struct DecodeError {
  std::size_t offset; ///< of the byte at fault, in the frame
  Reason reason;
  std::string (*text)(const DecodeError&);
  // What the text mentions. Views of the frame, or of constants.
  std::string_view name{};
  std::string_view expected{};
  std::uint64_t number = 0;
  std::uint64_t limit = 0;
  Bytes bytes{};
  bool in_plaintext = false; ///< the offset is one in the plaintext of the frame

  /// What was expected and what was found.
  [[nodiscard]] std::string message() const { return text(*this); }
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
