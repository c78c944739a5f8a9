#pragma once

#include "support/programs.h"
#include "support/temporary_directory.h"

#include <string>
#include <vector>

/// A directory with both files of an earlier run, which a failing run must leave alone.
class EarlierFiles {
public:
  EarlierFiles();

  [[nodiscard]] std::string directory() const { return directory_.path(); }
  [[nodiscard]] std::string operator/(const std::string& name) const { return directory_ / name; }

  /// Checks that content, mode and time of both are unchanged, and that no file was added.
  void check_untouched() const { check_untouched_beside(""); }
  /// The same, except for one new file: what the failed run left for Prometheus.
  void check_untouched_beside(const std::string& failure_file) const;

private:
  support::TemporaryDirectory directory_;
};

/// Checks that a run ended with this status, printed nothing, and wrote one line to standard error:
/// its name, and a message with these words. (The unit tests assert whole messages.)
void check_ended(const support::Outcome& outcome, int status, const std::string& words);
