#pragma once

#include "bytes.h"

namespace kaifa {

/// The frame check sequence of HDLC, CRC-16/X.25 (RFC 1662, appendix C.2): reflected polynomial
/// 0x8408, initial value 0xffff, complemented. It is sent low byte first.
[[nodiscard]] std::uint16_t fcs16(Bytes bytes);

/// Whether `bytes` end with the check sequence of the bytes before it.
[[nodiscard]] bool fcs16_fits(Bytes bytes);

} // namespace kaifa
