#pragma once

#include "cause.h"
#include "meter/reader.h"

#include <optional>
#include <string>

namespace kaifa {

/// Why no list arrived, and what to try.
struct Verdict {
  Cause cause;
  std::string text;
};

/// Watches the pushes of ciphered meters, to explain a run in which no push yielded a reading.
class PushDiagnosis {
public:
  void watch(const Rejection& rejection);

  /// What the complete pushes prove; nullopt if they prove nothing, or none arrived.
  [[nodiscard]] std::optional<Verdict> whole(const std::string& key_file,
                                             const Statistics& statistics) const;

  /// Which parts arrived if no push was complete: "segment 1 expected, none came"; empty if no part
  /// of a push arrived. `bytes` are those of the stream, or its first ones.
  [[nodiscard]] std::string parts(Bytes bytes) const;

private:
  std::optional<Reason> reason_; ///< reason of the last complete push
  std::string why_;
  std::string why_not_whole_; ///< error of the last push with a segment missing
  std::string what_came_;     ///< how much of the last cut-off segment arrived
  bool has_wrong_sum_ = false;
  bool has_wrong_stop_ = false;
};

} // namespace kaifa
