#pragma once

#include "unique_fd.h"
#include "wire/bytes.h"

#include <string>

namespace kaifa {

/// A new file for the bytes of a run, as they come.
class Recording {
public:
  /// Throws Failure if the file is there already, or cannot be created.
  explicit Recording(std::string path);

  /// Throws Failure.
  void write(Bytes bytes) const;

private:
  std::string path_;
  UniqueFd file_;
};

} // namespace kaifa
