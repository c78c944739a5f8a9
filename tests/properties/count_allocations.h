#pragma once

#include <cstddef>

// AddressSanitizer has an operator new of its own, which a second one would disable.
#if defined(__SANITIZE_ADDRESS__)
#define KAIFA_COUNTS_ALLOCATIONS 0
#elif defined(__has_feature)
#define KAIFA_COUNTS_ALLOCATIONS !__has_feature(address_sanitizer)
#else
#define KAIFA_COUNTS_ALLOCATIONS 1
#endif

/// How often this process has taken memory from the heap. Not available with AddressSanitizer.
[[nodiscard]] std::size_t count_of_allocations();
