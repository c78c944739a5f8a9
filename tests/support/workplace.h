#pragma once

#include "support/programs.h"
#include "support/temporary_directory.h"

#include <string>
#include <vector>

/// A capture of a list 2 and a list 3, and a directory with both files of an earlier run, for runs
/// that replace them.
class Workplace {
public:
  Workplace();

  /// A run that writes what is in the capture. With list 3 the run replaces both files.
  [[nodiscard]] support::Command run_for(const std::string& list) const;
  /// Such a run at the port of a meter.
  [[nodiscard]] support::Command run_at(const std::string& device, const std::string& list) const;

  /// Checks that such a run, undisturbed, succeeds silently.
  void check_run(const std::string& list) const;

  /// Makes both files those of an earlier run again, and removes any others.
  void restore() const;

  /// "old" for the file of the earlier run; "new" for all that a run writes from the capture's list
  /// 3, down to the last line, and readable by everyone; else what is wrong with the file.
  [[nodiscard]] std::string state_of(const std::string& file) const;
  /// Checks that both files are either old or new.
  void check_whole() const;

  [[nodiscard]] std::vector<std::string> temporary_files() const;
  /// Makes temporary files look as if written more than ten minutes ago.
  void make_temporary_files_old() const;

  [[nodiscard]] std::string path_of(const std::string& file) const { return output_ / file; }
  [[nodiscard]] std::string directory() const { return output_.path(); }

private:
  support::TemporaryDirectory input_;
  support::TemporaryDirectory output_;
};

inline const std::vector<std::string> both_files = {"kaifa.prom", "kaifa_energy.prom"};
