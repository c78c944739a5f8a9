#pragma once

#include "wire/ciphering.h"

#include <string>

namespace kaifa {

/// A frame explained, one field a line: offset, bytes in hex, meaning, as the decoder took them. Of
/// a frame that is damaged, cut off or of another kind, as far as the decoder can read on; then
/// where and why it stops. A message in segments follows its frames; so does the plaintext of a
/// ciphered message, if `key` is that of the meter.
[[nodiscard]] std::string dump(Bytes frame, const ciphering::Key* key = nullptr);

} // namespace kaifa
