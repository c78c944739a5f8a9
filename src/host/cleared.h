#pragma once

#include <cstring>

namespace kaifa {

/// An array that wipes its memory when destroyed, so that no part of a key remains.
template <typename Array>
class Cleared : public Array {
public:
  Cleared() = default;
  ~Cleared() { explicit_bzero(this->data(), this->size()); }
  Cleared(const Cleared&) = delete;
  Cleared& operator=(const Cleared&) = delete;
};

} // namespace kaifa
