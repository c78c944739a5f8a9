#pragma once

#include "unique_fd.h"
#include "wire/bytes.h"

#include <string>

namespace kaifa {

/// A new file for the bytes of a run, as they come. If none comes the file goes again, so that the
/// same command can be given once more.
class Recording {
public:
  /// Throws Failure if the file is there already, or cannot be created.
  explicit Recording(std::string path);
  ~Recording();
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;

  /// Throws Failure.
  void write(Bytes bytes);

  /// Whether this path leads to the file.
  [[nodiscard]] bool is_at(const std::string& path) const;

private:
  std::string path_;
  UniqueFd file_;
  bool is_empty_ = true;
};

} // namespace kaifa
