#pragma once

#include "metrics.h"

#include <string>

namespace kaifa {

/// A reading for people: plain ASCII, at most 80 columns wide. What the list did not carry is not
/// there.
[[nodiscard]] std::string table(const Run& run);

} // namespace kaifa
