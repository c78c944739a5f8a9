#pragma once

#include "cause.h"
#include "wire/frame.h"

#include <optional>
#include <string>

namespace kaifa {

/// Why no list came, and what to try.
struct Verdict {
  Cause cause;
  std::string text;
};

/// Watches the pushes of ciphered meters, to explain a run in which no push gave a reading.
class PushDiagnosis {
public:
  void watch(const Rejection& rejection);

  /// Why no push gave a reading; nullopt if no push came.
  [[nodiscard]] std::optional<Verdict> verdict(const std::string& key_file) const;

private:
  std::optional<Reason> reason_; ///< of the last push that was refused
  std::string why_;
  std::string what_came_; ///< of the last segment that was cut off
};

} // namespace kaifa
