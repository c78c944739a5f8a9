#pragma once

#include "wire/bytes.h"

#include <string>

namespace kaifa {

/// A frame explained, one field a line: offset, bytes in hex, meaning, as the decoder took them. Of
/// a frame that is damaged, cut off or of another kind, as far as the decoder can read on; then
/// where and why it stops.
[[nodiscard]] std::string dump(Bytes frame);

} // namespace kaifa
