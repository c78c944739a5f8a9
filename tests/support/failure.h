#pragma once

#include "support/programs.h"
#include "support/temporary_directory.h"

#include <string>
#include <vector>

/// A directory with both files of an earlier run, which a run that fails must leave alone.
class EarlierFiles {
public:
  EarlierFiles();

  [[nodiscard]] std::string directory() const { return directory_.path(); }
  [[nodiscard]] std::string operator/(const std::string& name) const { return directory_ / name; }

  /// Content, mode and time of both are what they were, and there is no other file.
  void check_untouched() const;

private:
  support::TemporaryDirectory directory_;
};

/// It ended with this status, printed nothing, and said one line: its name, and a message with
/// these words. (The unit tests hold whole messages.)
void check_ended(const support::Outcome& outcome, int status, const std::string& words);

/// So does a run with these arguments that is to write to a directory with earlier files, which it
/// leaves alone.
void check_failure(std::vector<std::string> arguments, int status, const std::string& words,
                   const std::string& input = "");
