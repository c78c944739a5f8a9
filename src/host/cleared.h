#pragma once

#include <cstring>

namespace kaifa {

/// An array that clears its memory at the end, so that no part of a key stays behind.
template <typename Array>
class Cleared : public Array {
public:
  Cleared() = default;
  ~Cleared() { explicit_bzero(this->data(), this->size()); }
  Cleared(const Cleared&) = delete;
  Cleared& operator=(const Cleared&) = delete;
};

} // namespace kaifa
