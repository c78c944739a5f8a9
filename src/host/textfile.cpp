#include "textfile.h"

#include "failure.h"
#include "formatted.h"
#include "path_remedy.h"
#include "shown.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <list>
#include <memory>
#include <optional>

namespace kaifa {
namespace {

/// Each run has its own name for a temporary file. The name does not end in .prom, so the collector
/// does not read the file. Version 1.1.0 had one name for all runs: the prefix and the suffix
/// alone.
constexpr std::string_view temporary_begin = ".kaifa-exporter";
constexpr std::string_view temporary_end = ".tmp";

/// No run takes this long from the first byte of a temporary file to its final name. (Process ids
/// would prove nothing: containers and hosts that share a directory number their own.)
constexpr std::time_t most_seconds_of_a_run = 600;

constexpr mode_t private_mode = 0600;
constexpr mode_t public_mode = 0644;

Failure cannot_write(const std::string& path, const std::string& why, int error = 0) {
  return {output_cause(error), formatted("cannot write {}: {}", shown_path(path), why)};
}

/// Whether the sticky bit of the directory lets only another user remove this file.
bool is_kept_by_another(const struct stat& file, int directory) {
  struct stat status {};
  if (fstat(directory, &status) != 0 || !(status.st_mode & S_ISVTX))
    return false;
  const uid_t user = geteuid();
  return user != 0 && user != status.st_uid && user != file.st_uid;
}

/// A name that never recurs on one host. Two hosts that share a directory may choose the same name;
/// the second host then finds the name taken.
std::string new_temporary_name() {
  return formatted("{}.{}-{}{}", temporary_begin, getpid(),
                   std::chrono::steady_clock::now().time_since_epoch().count(), temporary_end);
}

bool is_temporary_name(std::string_view name) {
  return name.size() >= temporary_begin.size() + temporary_end.size() &&
         name.starts_with(temporary_begin) && name.ends_with(temporary_end);
}

/// Whether the file, or the directory itself if `name` is empty, has an attribute that keeps even
/// root from renaming another file to it (chattr +i, +a).
bool is_unchangeable(int directory, const char* name) {
  struct statx status {};
  return statx(directory, name, AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH, 0, &status) == 0 &&
         (status.stx_attributes & (STATX_ATTR_IMMUTABLE | STATX_ATTR_APPEND)) != 0;
}

Failure cannot_write_to(const std::string& directory, int error) {
  const std::string remedy =
      error == ENOENT ? "; create it, or name another directory"
      : error == EACCES
          ? formatted("; run as a user who may ('namei -l {}' shows who), or print with --stdout",
                      shown_word(directory))
          : output_remedy(directory, error);
  return {output_cause(error), formatted("cannot write to {}: {}{}", shown_path(directory),
                                         std::strerror(error), remedy)};
}

Failure cannot_be_changed(const std::string& path, const std::string& what) {
  return cannot_write(path,
                      formatted("{} is immutable or append-only, which 'sudo chattr -ia {}' undoes",
                                shown_path(what), shown_word(what)),
                      EPERM);
}

/// The new text of a file, until it gets the file's name.
class Draft {
public:
  /// Writes the text to a file without a name, if the file system has such files.
  Draft(const NewText& text, Flush flush)
      : target_(text.file), text_(text.text), flush_(flush),
        fd_(openat(directory(), ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, private_mode)) {
    if (fd_)
      write();
  }
  ~Draft() {
    if (is_named_)
      unlinkat(directory(), temporary_name_.c_str(), 0);
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;
  Draft(Draft&&) = delete;

  /// Replaces the file with the draft.
  void publish() {
    if (!fd_ || !link()) {
      create();
      write();
    }
    if (renameat(directory(), temporary_name_.c_str(), directory(), target_.name().c_str()) != 0)
      fail("rename");
    is_named_ = false;
  }

  /// When the text was written, by the clock of the file system.
  [[nodiscard]] std::optional<std::time_t> written_s() const {
    struct stat status {};
    return fstat(fd_.get(), &status) == 0 ? std::optional(status.st_mtime) : std::nullopt;
  }

private:
  [[nodiscard]] int directory() const { return target_.directory(); }

  void write() const {
    if (!write_all(fd_.get(), text_))
      fail("write");
    if (fchmod(fd_.get(), public_mode) != 0)
      fail("set its mode");
    if (flush_ == Flush::yes && fsync(fd_.get()) != 0)
      fail("flush it to disk");
  }

  /// Gives the nameless file a temporary name. False if it cannot have a name.
  bool link() {
    const std::string path = formatted("/proc/self/fd/{}", fd_.get());
    do {
      temporary_name_ = new_temporary_name();
      is_named_ = linkat(AT_FDCWD, path.c_str(), directory(), temporary_name_.c_str(),
                         AT_SYMLINK_FOLLOW) == 0;
    } while (!is_named_ && errno == EEXIST);
    return is_named_;
  }

  /// Makes an empty file with a temporary name.
  void create() {
    do {
      temporary_name_ = new_temporary_name();
      fd_ = UniqueFd(openat(directory(), temporary_name_.c_str(),
                            O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, private_mode));
      is_named_ = bool(fd_);
    } while (!is_named_ && errno == EEXIST);
    if (!is_named_)
      fail("create a temporary file");
  }

  [[noreturn]] void fail(std::string_view step) const {
    const int error = errno;
    throw cannot_write(target_.path(),
                       formatted("{}: {}{}", step, std::strerror(error),
                                 output_remedy(directory_of(target_.path()), error)),
                       error);
  }

  const TextFile& target_;
  const std::string& text_;
  Flush flush_;
  UniqueFd fd_;
  std::string temporary_name_;
  bool is_named_ = false;
};

/// Removes the temporary files that killed runs left there long before `now_s`. A file that cannot
/// be removed stays, since it does no harm.
void remove_leftovers(int directory, std::time_t now_s) {
  const std::unique_ptr<DIR, int (*)(DIR*)> listing(
      fdopendir(openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)), closedir);
  if (!listing)
    return;
  while (const dirent* entry = readdir(listing.get())) {
    struct stat status {};
    if (is_temporary_name(entry->d_name) &&
        fstatat(directory, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
        S_ISREG(status.st_mode) && status.st_mtime < now_s - most_seconds_of_a_run)
      unlinkat(directory, entry->d_name, 0);
  }
}

} // namespace

TextFile::TextFile(const std::string& path)
    : path_(path), name_(std::filesystem::path(path).filename()) {
  const std::string directory = directory_of(path);
  directory_ = UniqueFd(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory_)
    throw cannot_write_to(directory, errno);
  if (is_same_file(directory_.get(), "/dev"))
    throw cannot_write(path_, "it is a device; print with --stdout");
  if (is_unchangeable(directory_.get(), ""))
    throw cannot_be_changed(path_, directory);
  if (faccessat(directory_.get(), ".", W_OK, AT_EACCESS) != 0)
    throw cannot_write_to(directory, errno);
  struct stat status {};
  const auto is_there = [&](const char* name, int flags) {
    return fstatat(directory_.get(), name, &status, flags) == 0;
  };
  if (name_.empty() || (is_there(name_.c_str(), 0) && !S_ISREG(status.st_mode)))
    throw cannot_write(path_, "it exists and is not a regular file; name another file, or print "
                              "with --stdout");
  // ENOENT: nothing is there. ELOOP: a link leads nowhere, and the file will replace the link.
  if (!is_there(name_.c_str(), 0) && errno != ENOENT && errno != ELOOP) {
    const int error = errno;
    throw cannot_write(path_, std::strerror(error) + output_remedy(path_, error), error);
  }
  if (is_there(name_.c_str(), AT_SYMLINK_NOFOLLOW) && is_kept_by_another(status, directory_.get()))
    throw cannot_write(path_,
                       "it belongs to another user, and only that user may replace it there "
                       "(sticky bit); name another directory",
                       EACCES);
  if (is_unchangeable(directory_.get(), name_.c_str()))
    throw cannot_be_changed(path_, path_);
}

std::string TextFile::content() const {
  std::string text(65536, '\0');
  const UniqueFd fd(
      openat(directory(), name_.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  const ssize_t size = fd ? read(fd.get(), text.data(), text.size()) : 0;
  text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return text;
}

void replace(std::span<const NewText> texts, Flush flush) {
  std::list<Draft> drafts;
  for (const NewText& text : texts)
    drafts.emplace_back(text, flush);
  for (Draft& draft : drafts)
    draft.publish();
  if (const auto now_s = drafts.back().written_s())
    remove_leftovers(texts.back().file.directory(), *now_s);
}

bool is_same_file(int fd, const std::string& path) {
  struct stat file {};
  struct stat named {};
  return fstat(fd, &file) == 0 && stat(path.c_str(), &named) == 0 && file.st_dev == named.st_dev &&
         file.st_ino == named.st_ino;
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
