#pragma once

#include "waiting.h"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include <sys/stat.h>

namespace kaifa {

/// A file whose path a user gave, and which may be anything: the file is examined first, opened
/// without waiting, and read up to a limit and a deadline.
class NamedFile {
public:
  enum class Kind { absent, regular, pipe, null_device, device, directory };

  /// Opens a regular file, a pipe or /dev/null. Any other device is left alone, because opening a
  /// port changes its control lines.
  explicit NamedFile(const std::string& path);

  [[nodiscard]] Kind kind() const { return kind_; }
  /// Why the file cannot be read (errno); 0 if it can.
  [[nodiscard]] int error() const { return error_; }
  /// Mode, group and size; all 0 if the file is absent.
  [[nodiscard]] const struct stat& status() const { return status_; }

  struct Read {
    enum class End { of_file, of_space, of_time, with_error };

    End end;
    std::size_t size; ///< bytes read
    int error = 0;    ///< errno

    /// Why the bytes are not the whole file, for a message.
    [[nodiscard]] std::string why() const;
  };

  /// Reads until the file ends, the space is full, or the deadline has passed: the bytes of a pipe
  /// may arrive in pieces, late, or never. Throws Interrupted.
  [[nodiscard]] Read read(std::span<char> space, const Waiting& waiting, Deadline deadline) const;

  /// Whether it is a regular file that begins with these bytes, at most 8.
  [[nodiscard]] bool starts_with(std::string_view magic) const;

private:
  Kind kind_ = Kind::absent;
  int error_ = 0;
  struct stat status_ {};
  UniqueFd fd_;
};

/// "; to let the package's user read it: sudo chgrp ..." for a regular file that this user may not
/// read; after other errors what path_remedy() says.
[[nodiscard]] std::string remedy_of_access(const std::string& path, const NamedFile& file);

} // namespace kaifa
