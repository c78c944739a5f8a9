#pragma once

#include "wire/frame.h"

#include <optional>
#include <string>

namespace kaifa {

/// Watches the pushes of ciphered meters, to explain a run in which no push gave a reading.
class PushDiagnosis {
public:
  void watch(const Rejection& rejection);

  /// Why no push gave a reading, and what to try; empty if no push came.
  [[nodiscard]] std::string text(const std::string& key_file) const;

private:
  std::optional<Reason> reason_; ///< of the last push that was refused
  std::string why_;
  std::string what_came_; ///< of the last segment that was cut off
};

} // namespace kaifa
