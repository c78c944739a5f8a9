#pragma once

#include "simulator/encoder.h"

#include <vector>

namespace bench {

/// One frame of each list that each kind of meter sends, every register with a count of its own.
[[nodiscard]] std::vector<simulator::Bytes> all_frames();

} // namespace bench
