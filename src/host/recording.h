#pragma once

#include "textfile.h"
#include "wire/bytes.h"

#include <string>

namespace kaifa {

/// A new file that records the bytes of a run as they arrive. If no byte arrives, the file is
/// removed, so that the user can repeat the same command.
class Recording {
public:
  /// Throws Failure if the file exists already, or cannot be created.
  explicit Recording(std::string path);
  ~Recording();
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;

  /// Throws Failure.
  void write(Bytes bytes);

  /// Whether this path leads to the file.
  [[nodiscard]] bool is_at(const std::string& path) const {
    return is_same_file(file_.get(), path);
  }

private:
  std::string path_;
  UniqueFd file_;
  bool is_empty_ = true;
};

} // namespace kaifa
