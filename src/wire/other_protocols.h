#pragma once

#include "bytes.h"

namespace kaifa {

/// What else the bytes are, if they are another protocol that is met on such ports, and what to do;
/// empty if they are not.
[[nodiscard]] std::string other_protocol(Bytes bytes);

} // namespace kaifa
