#pragma once

#include "unique_fd.h"

#include <span>
#include <string>
#include <string_view>

namespace kaifa {

/// A file that is replaced as a whole: readers see the old text or the new one, never anything
/// else. Its mode is 0644 whatever the umask.
class TextFile {
public:
  /// Throws Failure if the file cannot be replaced: no such directory, not writable, or the path is
  /// not a regular file.
  explicit TextFile(const std::string& path);

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] const std::string& name() const { return name_; } ///< in its directory
  [[nodiscard]] int directory() const { return directory_.get(); }

  /// The first 64 KiB; empty if the file does not exist or cannot be read.
  [[nodiscard]] std::string content() const;

private:
  std::string path_;
  std::string name_;
  UniqueFd directory_;
};

struct NewText {
  const TextFile& file;
  std::string text;
};

/// Replaces the texts of one or more files in one directory, in the given order. Each new text is
/// on the disk before it replaces the old text. If the file system has files without a name
/// (O_TMPFILE), all texts are on the disk before the first file is replaced, so a full disk leaves
/// all files unchanged; otherwise one file after the other is written and replaced. Any number of
/// runs may write to a directory at once. A temporary file that a killed run left is removed once
/// it is more than ten minutes old. Throws Failure.
///
/// The directory is not flushed: a power cut leaves either the old text or the new text, whole, and
/// may bring back the old text after it was replaced. The next run replaces the text anyway, and
/// flushing the directory would be one of three flushes that a run costs the disk.
///
/// With Flush::no, a power cut may also leave an empty file.
enum class Flush { no, yes };
void replace(std::span<const NewText> texts, Flush flush = Flush::yes);

/// Whether the path leads to the open file.
[[nodiscard]] bool is_same_file(int fd, const std::string& path);

/// Writes all of `text`, even if the kernel takes it in parts. On failure: false, and errno.
[[nodiscard]] bool write_all(int fd, std::string_view text);

} // namespace kaifa
