#pragma once

#include "wire/ciphering.h"

#include <string>

namespace kaifa {

/// A frame explained, one field a line: offset, bytes in hex, meaning, as the decoder took them. If
/// the frame is damaged, cut off or of another kind, the lines go as far as the decoder can read;
/// the last one says where and why it stops. A message in segments follows its frames; so does the
/// plaintext of a ciphered message, if `key` is that of the meter.
[[nodiscard]] std::string dump(Bytes frame, const ciphering::Key* key = nullptr);

} // namespace kaifa
