#pragma once

#include "cause.h"
#include "meter/reader.h"

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

  /// What pushes that came whole prove; nullopt if they prove nothing, or none came.
  [[nodiscard]] std::optional<Verdict> whole(const std::string& key_file,
                                             const Statistics& statistics) const;

  /// What came of pushes of which none came whole: "segment 1 expected, none came"; empty if
  /// nothing came of a push. `bytes` are those of the stream, or its first ones.
  [[nodiscard]] std::string parts(Bytes bytes) const;

private:
  std::optional<Reason> reason_; ///< of the last push that came whole
  std::string why_;
  std::string why_not_whole_; ///< of the last push of which a segment was missing
  std::string what_came_;     ///< of the last segment that was cut off
  bool is_damaged_ = false;
};

} // namespace kaifa
