#pragma once

#include "wire/ciphering.h"

#include <string>

namespace kaifa {

/// Explains a frame, one field per line: offset, bytes in hex and meaning, as the decoder took
/// them. If the frame is damaged, cut off or of another kind, the lines go as far as the decoder
/// can read; the last line says where and why it stops. A message in segments follows its frames;
/// so does the plaintext of a ciphered message, if `key` is the key of the meter.
[[nodiscard]] std::string dump(Bytes frame, const ciphering::Key* key = nullptr);

} // namespace kaifa
