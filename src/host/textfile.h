#pragma once

#include "unique_fd.h"

#include <string>
#include <string_view>

namespace kaifa {

/// A file that is replaced as a whole: readers see the old one or the new one, never anything
/// else. Mode 0644 whatever the umask.
class TextFile {
public:
  /// Throws Failure where the file cannot be replaced: no such directory, not writable, or the
  /// path is something else than a regular file.
  explicit TextFile(const std::string& path);

  [[nodiscard]] const std::string& path() const { return path_; }

  /// The directory, to be locked (flock) by whoever calls replace().
  [[nodiscard]] int lock_fd() const { return directory_.get(); }

  /// Writes a temporary file beside it, flushes it to the disk and renames it. Removes the one that
  /// a killed run has left. Throws Failure.
  /// The directory is not flushed: a power cut leaves the old text or the new one, whole, and may
  /// bring back the text before. The next run replaces it anyway, and this flush would be one of
  /// three that a run costs the disk.
  void replace(std::string_view text) const;

private:
  [[nodiscard]] UniqueFd create_temporary() const;
  [[noreturn]] void fail(std::string_view step) const;

  std::string path_;
  std::string name_;
  UniqueFd directory_;
};

/// All of `text`, however often the kernel takes only a part of it. False with errno set.
[[nodiscard]] bool write_all(int fd, std::string_view text);

} // namespace kaifa
