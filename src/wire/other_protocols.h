#pragma once

#include "bytes.h"

namespace kaifa {

/// Names the protocol of the bytes, if it is another one that is met on such ports, and says what
/// to do; empty if it is not.
[[nodiscard]] std::string other_protocol(Bytes bytes);

} // namespace kaifa
