#pragma once

#include "readout.h"

#include <string>

namespace kaifa {

/// A table of a reading for people: plain ASCII, at most 80 columns wide. A value that the list did
/// not contain has no row.
[[nodiscard]] std::string table(const Readout& readout);

} // namespace kaifa
