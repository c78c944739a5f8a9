#pragma once

#include <filesystem>
#include <system_error>
#include <utility>

namespace simulator {

/// A symbolic link that replaces an older one. The destructor removes it. Throws
/// std::filesystem::filesystem_error.
class ScopedLink {
public:
  ScopedLink(const std::filesystem::path& target, std::filesystem::path path)
      : path_(std::move(path)) {
    if (std::filesystem::is_symlink(path_))
      std::filesystem::remove(path_);
    std::filesystem::create_symlink(target, path_);
  }

  ~ScopedLink() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }

  ScopedLink(const ScopedLink&) = delete;
  ScopedLink& operator=(const ScopedLink&) = delete;

private:
  std::filesystem::path path_;
};

} // namespace simulator
