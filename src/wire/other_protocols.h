#pragma once

#include "bytes.h"

#include <string_view>

namespace kaifa {

/// The protocol of a stream without a frame of a Kaifa meter, if the bytes prove which.
enum class OtherProtocol {
  unknown,
  p1,          ///< DSMR telegrams, which begin like /KFM5
  hexadecimal, ///< text of hexadecimal digits, as people post recordings
  text,        ///< any other text: none of these meters sent it
  mbus,        ///< headers of long frames of wired M-Bus (EN 13757-2)
};

[[nodiscard]] OtherProtocol other_protocol(Bytes bytes);

/// The maker in the first system title (db 08 and three capital letters) of a ciphered message,
/// "SAG"; empty if there is no such title. A view of the bytes.
[[nodiscard]] std::string_view maker_in_title(Bytes bytes);

/// The version in a list of another maker, "Kamstrup_V0001": letters, an underscore and digits,
/// with or without a V; empty if the frame has none, or a Kaifa meter's. A view of the bytes.
[[nodiscard]] std::string_view other_list_version(Bytes frame);

/// Whether there is a whole segmented HDLC frame, as other makers' meters send.
[[nodiscard]] bool has_segmented_frame(Bytes bytes);

/// Whether carriage returns arrived as line feeds, as from a terminal that is not in raw mode: no
/// 0d arrived, and a damaged frame is correct with some of its 0a, at most eight, as 0d.
[[nodiscard]] bool has_lost_carriage_returns(Bytes bytes);

} // namespace kaifa
