#include "textfile.h"

#include "output_cause.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <list>
#include <system_error>

namespace kaifa {
namespace {

/// Does not end in .prom, so the collector does not read it. A directory has one temporary name,
/// and runs take turns at it: each has it until its file gets the final name.
constexpr const char* temporary_name = ".kaifa-exporter.tmp";

constexpr mode_t private_mode = 0600;
constexpr mode_t public_mode = 0644;

Failure cannot_write(const std::string& what, int error = 0) {
  return {output_cause(error), what};
}

bool are_the_same(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

bool is_dev(int directory) {
  struct stat status {};
  struct stat dev {};
  return fstat(directory, &status) == 0 && stat("/dev", &dev) == 0 && are_the_same(status, dev);
}

/// Whether the sticky bit of the directory lets only another user remove this file.
bool is_kept_by_another(const struct stat& file, int directory) {
  struct stat status {};
  if (fstat(directory, &status) != 0 || !(status.st_mode & S_ISVTX))
    return false;
  const uid_t user = geteuid();
  return user != 0 && user != status.st_uid && user != file.st_uid;
}

/// The new text of a file on its way to the name of the file.
class Draft {
public:
  /// Writes the text to a file without a name, if the file system has such files.
  Draft(const NewText& text, const Waiting& waiting)
      : target_(text.file), text_(text.text), waiting_(waiting),
        fd_(openat(directory(), ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, private_mode)) {
    if (fd_) {
      lock(fd_.get());
      write();
    }
  }
  ~Draft() {
    if (is_named_)
      unlinkat(directory(), temporary_name, 0);
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;
  Draft(Draft&&) = delete;

  /// Puts the draft in the place of the file.
  void publish() {
    if (!fd_ || !link()) {
      create();
      write();
    }
    if (renameat(directory(), temporary_name, directory(), target_.name().c_str()) != 0)
      fail("rename");
    is_named_ = false;
  }

private:
  [[nodiscard]] int directory() const { return target_.directory(); }

  /// A file under way is locked: others know from this that no killed run has left it.
  void lock(int fd) const {
    constexpr std::chrono::seconds patience(10);
    try {
      if (!waiting_.until_locked(fd, std::chrono::steady_clock::now() + patience))
        throw cannot_write(
            fmt::format("cannot write {}: another run has been writing to its directory for 10 s",
                        target_.path()));
    } catch (const std::system_error& error) {
      throw cannot_write(
          fmt::format("cannot write {}: {}: {}", target_.path(), temporary_name, error.what()));
    }
  }

  void write() const {
    if (!write_all(fd_.get(), text_))
      fail("write");
    if (fchmod(fd_.get(), public_mode) != 0)
      fail("set its mode");
    if (fsync(fd_.get()) != 0)
      fail("flush it to disk");
  }

  /// Gives the file without a name the temporary name. False if it cannot have a name.
  bool link() {
    const std::string path = fmt::format("/proc/self/fd/{}", fd_.get());
    while (!is_named_) {
      is_named_ =
          linkat(AT_FDCWD, path.c_str(), directory(), temporary_name, AT_SYMLINK_FOLLOW) == 0;
      if (!is_named_ && errno != EEXIST)
        return false;
      if (!is_named_)
        wait_for_name();
    }
    return true;
  }

  /// Makes an empty file with the temporary name.
  void create() {
    while (!is_named_) {
      fd_ = UniqueFd(openat(directory(), temporary_name,
                            O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, private_mode));
      if (fd_) {
        is_named_ = true;
        lock(fd_.get());
        is_named_ = has_temporary_name(fd_.get());
      } else if (errno == EEXIST) {
        wait_for_name();
      } else {
        fail(fmt::format("create {}", temporary_name));
      }
    }
  }

  /// Waits for the run whose file has the temporary name; removes a file that nobody holds.
  void wait_for_name() const {
    const UniqueFd other(
        openat(directory(), temporary_name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (other)
      lock(other.get());
    if (other && !has_temporary_name(other.get()))
      return;
    if (unlinkat(directory(), temporary_name, 0) != 0 && errno != ENOENT)
      fail(fmt::format("remove the old {}", temporary_name));
  }

  [[nodiscard]] bool has_temporary_name(int fd) const {
    struct stat file {};
    struct stat named {};
    return fstat(fd, &file) == 0 &&
           fstatat(directory(), temporary_name, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
           are_the_same(file, named);
  }

  [[noreturn]] void fail(std::string_view step) const {
    const int error = errno;
    throw cannot_write(
        fmt::format("cannot write {}: {}: {}", target_.path(), step, std::strerror(error)), error);
  }

  const TextFile& target_;
  const std::string& text_;
  const Waiting& waiting_;
  UniqueFd fd_;
  bool is_named_ = false;
};

} // namespace

TextFile::TextFile(const std::string& path)
    : path_(path), name_(std::filesystem::path(path).filename()) {
  const std::filesystem::path parent = std::filesystem::path(path).parent_path();
  const std::string directory = parent.empty() ? "." : parent.string();
  directory_ = UniqueFd(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory_) {
    const int error = errno;
    throw cannot_write(fmt::format("cannot write to {}: {}{}", directory, std::strerror(error),
                                   error == ENOENT ? "; create it, or name another directory" : ""),
                       error);
  }
  if (is_dev(directory_.get()))
    throw cannot_write(fmt::format("cannot write {}: it is a device; print with --stdout", path_));
  if (faccessat(directory_.get(), ".", W_OK | X_OK, AT_EACCESS) != 0) {
    const int error = errno;
    throw cannot_write(
        fmt::format("cannot write to {}: {}; run as a user who may, or print with --stdout",
                    directory, std::strerror(error)),
        error);
  }
  struct stat status {};
  const auto is_there = [&](const char* name, int flags) {
    return fstatat(directory_.get(), name, &status, flags) == 0;
  };
  if (name_.empty() || (is_there(name_.c_str(), 0) && !S_ISREG(status.st_mode)))
    throw cannot_write(
        fmt::format("cannot write {}: it is there and not a regular file; name another file, or "
                    "print with --stdout",
                    path_));
  // ENOENT and ELOOP: there is nothing, or a link to nothing, which is replaced.
  if (!is_there(name_.c_str(), 0) && errno != ENOENT && errno != ELOOP) {
    const int error = errno;
    throw cannot_write(fmt::format("cannot write {}: {}", path_, std::strerror(error)), error);
  }
  for (const char* name : {name_.c_str(), temporary_name}) {
    if (!is_there(name, AT_SYMLINK_NOFOLLOW))
      continue;
    if (S_ISDIR(status.st_mode))
      throw cannot_write(
          fmt::format("cannot write {}: {}/{} is a directory; remove it", path_, directory, name));
    if (is_kept_by_another(status, directory_.get()))
      throw cannot_write(
          fmt::format("cannot write {}: {}/{} belongs to another user, and only that user may "
                      "replace it there (sticky bit); name another directory",
                      path_, directory, name),
          EACCES);
  }
}

void replace(std::span<const NewText> texts, const Waiting& waiting) {
  std::list<Draft> drafts;
  for (const NewText& text : texts)
    drafts.emplace_back(text, waiting);
  for (Draft& draft : drafts)
    draft.publish();
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
