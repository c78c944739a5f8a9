#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace support {

/// A new directory that every user may read. The destructor removes it with everything in it.
class TemporaryDirectory {
public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  [[nodiscard]] std::string path() const { return path_; }
  [[nodiscard]] std::string operator/(std::string_view name) const;
  /// The names of its files, hidden ones too, sorted.
  [[nodiscard]] std::vector<std::string> names() const;

private:
  std::filesystem::path path_;
};

/// Throw std::runtime_error if the file cannot be read or written.
[[nodiscard]] std::string read_file(const std::string& path);
void write_file(const std::string& path, std::string_view content);

} // namespace support
