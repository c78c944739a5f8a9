#pragma once

#include <cstddef>

namespace bench {

/// How often this process has taken memory from the heap.
[[nodiscard]] std::size_t allocations();

} // namespace bench
