#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <variant>

namespace kaifa {

/// Why some bytes are not what they should be.
struct DecodeError {
  std::size_t offset;  ///< of the byte at fault, from the start of what was decoded
  std::string message; ///< what was expected and what was found
};

/// A value or the error that stands in its way. Whoever takes the wrong one of the two has a bug:
/// std::bad_variant_access.
template <typename T>
class [[nodiscard]] Result {
public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(DecodeError error) : state_(std::in_place_index<1>, std::move(error)) {}

  [[nodiscard]] explicit operator bool() const { return state_.index() == 0; }
  [[nodiscard]] const T& operator*() const { return std::get<0>(state_); }
  [[nodiscard]] const T* operator->() const { return &std::get<0>(state_); }
  [[nodiscard]] const DecodeError& error() const { return std::get<1>(state_); }

private:
  std::variant<T, DecodeError> state_;
};

} // namespace kaifa
