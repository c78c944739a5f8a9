#include "named_file.h"

#include "formatted.h"
#include "path_remedy.h"
#include "shown.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace kaifa {
namespace {

NamedFile::Kind kind_of(const struct stat& status) {
  const dev_t null_device = makedev(1, 3);
  switch (status.st_mode & S_IFMT) {
  case S_IFREG:
    return NamedFile::Kind::regular;
  case S_IFDIR:
    return NamedFile::Kind::directory;
  case S_IFCHR:
    return status.st_rdev == null_device ? NamedFile::Kind::null_device : NamedFile::Kind::device;
  case S_IFBLK:
    return NamedFile::Kind::device;
  default:
    return NamedFile::Kind::pipe; // or a socket, which cannot be opened
  }
}

} // namespace

NamedFile::NamedFile(const std::string& path) {
  if (stat(path.c_str(), &status_) != 0) {
    error_ = errno;
    return;
  }
  kind_ = kind_of(status_);
  if (kind_ == Kind::device)
    return;
  if (kind_ == Kind::directory) {
    error_ = EISDIR;
    return;
  }
  do
    fd_ = UniqueFd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  while (!fd_ && errno == EINTR);
  if (!fd_ || fstat(fd_.get(), &status_) != 0)
    error_ = errno;
}

NamedFile::Read NamedFile::read(std::span<char> space, const Waiting& waiting,
                                Deadline deadline) const {
  std::size_t size = 0;
  while (size < space.size()) {
    if (!waiting.until_ready(fd_.get(), POLLIN, deadline))
      return {Read::End::of_time, size};
    const ssize_t count = ::read(fd_.get(), space.data() + size, space.size() - size);
    if (count == 0)
      return {Read::End::of_file, size};
    if (count > 0)
      size += static_cast<std::size_t>(count);
    else if (errno != EAGAIN && errno != EINTR)
      return {Read::End::with_error, size, errno};
  }
  return {Read::End::of_space, size};
}

std::string NamedFile::Read::why() const {
  return end == End::of_time
             ? "it had not ended by the deadline; does the program that writes to it run?"
             : std::strerror(error);
}

bool NamedFile::starts_with(std::string_view magic) const {
  std::array<char, 8> start{};
  return kind_ == Kind::regular &&
         pread(fd_.get(), start.data(), magic.size(), 0) == static_cast<ssize_t>(magic.size()) &&
         std::string_view(start.data(), magic.size()) == magic;
}

std::string remedy_of_access(const std::string& path, const NamedFile& file) {
  if (file.error() != EACCES || file.kind() != NamedFile::Kind::regular)
    return path_remedy(path, file.error());
  if ((file.status().st_mode & S_IRGRP) && file.status().st_gid != 0)
    return "; its group may read it: if that is kaifa-exporter, run with 'sudo -u kaifa-exporter'";
  return formatted("; to let the package's user read it: sudo chgrp kaifa-exporter {0} && sudo "
                   "chmod 640 {0}",
                   shown_word(path));
}

} // namespace kaifa
