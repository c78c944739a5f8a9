#pragma once

#include "readout.h"

#include <string>

namespace kaifa {

/// A reading for people: plain ASCII, at most 80 columns wide. What the list did not carry gets no
/// row.
[[nodiscard]] std::string table(const Readout& readout);

} // namespace kaifa
