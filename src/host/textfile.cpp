#include "textfile.h"

#include "failure.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace kaifa {
namespace {

/// One in a directory: the lock makes writers take turns, and the next one removes what a killed
/// one has left. The collector reads names that end in .prom.
constexpr const char* temporary_name = ".kaifa-exporter.tmp";

constexpr mode_t private_mode = 0600;
constexpr mode_t public_mode = 0644;

Failure cannot_write(const std::string& what) {
  return {ExitStatus::cannot_create, what};
}

/// Removes a temporary file, unless it got its final name.
class Temporary {
public:
  explicit Temporary(int directory) : directory_(directory) {}
  ~Temporary() {
    if (!renamed)
      unlinkat(directory_, temporary_name, 0);
  }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;

  bool renamed = false;

private:
  int directory_;
};

} // namespace

TextFile::TextFile(const std::string& path)
    : path_(path), name_(std::filesystem::path(path).filename()) {
  const std::filesystem::path parent = std::filesystem::path(path).parent_path();
  const std::string directory = parent.empty() ? "." : parent.string();
  directory_ = UniqueFd(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory_)
    throw cannot_write(
        fmt::format("cannot write to {}: {}{}", directory, std::strerror(errno),
                    errno == ENOENT ? "; create it, or name another directory" : ""));
  if (faccessat(directory_.get(), ".", W_OK | X_OK, AT_EACCESS) != 0)
    throw cannot_write(
        fmt::format("cannot write to {}: {}; run as a user who may, or print with --stdout",
                    directory, std::strerror(errno)));
  struct stat status {};
  const bool is_there = !name_.empty() && fstatat(directory_.get(), name_.c_str(), &status, 0) == 0;
  if (!name_.empty() && !is_there && errno != ENOENT && errno != ELOOP)
    fail("look it up");
  if (name_.empty() || (is_there && !S_ISREG(status.st_mode)))
    throw cannot_write(
        fmt::format("cannot write {}: it is there and not a regular file; move it away", path_));
}

void TextFile::replace(std::string_view text) const {
  const int directory = directory_.get();
  UniqueFd file = create_temporary();
  Temporary temporary(directory);
  if (!write_all(file.get(), text))
    fail("write");
  if (fchmod(file.get(), public_mode) != 0)
    fail("set its mode");
  if (fsync(file.get()) != 0)
    fail("flush it to disk");
  if (close(file.release()) != 0)
    fail("close");
  if (renameat(directory, temporary_name, directory, name_.c_str()) != 0)
    fail("rename");
  temporary.renamed = true;
}

UniqueFd TextFile::create_temporary() const {
  const auto create = [this] {
    return UniqueFd(openat(directory_.get(), temporary_name,
                           O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, private_mode));
  };
  UniqueFd file = create();
  if (!file && errno == EEXIST) {
    if (unlinkat(directory_.get(), temporary_name, 0) != 0)
      fail(fmt::format("remove the old {}", temporary_name));
    file = create();
  }
  if (!file)
    fail(fmt::format("create {}", temporary_name));
  return file;
}

void TextFile::fail(std::string_view step) const {
  throw cannot_write(fmt::format("cannot write {}: {}: {}", path_, step, std::strerror(errno)));
}

bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(fd, text.data(), text.size());
    if (written < 0 && errno != EINTR)
      return false;
    if (written > 0)
      text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

} // namespace kaifa
