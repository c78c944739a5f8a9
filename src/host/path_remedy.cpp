#include "path_remedy.h"

#include "formatted.h"
#include "shown.h"

#include <cerrno>
#include <filesystem>

namespace kaifa {

std::string path_remedy(const std::string& path, int error) {
  switch (error) {
  case EACCES:
    return formatted("; 'namei -l {}' shows who may use each part of this path", shown_word(path));
  case EIO:
    return "; the disk or the device fails: 'sudo dmesg' says more";
  case EISDIR:
    return "; name a file";
  case ELOOP:
    return "; a link in this path leads back to itself";
  case EMFILE:
    return "; the limit of open files is too low, see 'ulimit -n'";
  case ENFILE:
    return "; all programs together have too many files open, see 'cat /proc/sys/fs/file-nr' for "
           "their number and the limit";
  case ENAMETOOLONG:
    return "; name a shorter path";
  case ENOENT:
    return path == "-" ? "; standard input is named /dev/stdin" : "";
  case ENOTDIR:
    return formatted("; 'namei -l {}' shows which part of this path is no directory",
                     shown_word(path));
  case ENXIO:
    return "; it is a socket, or a device that is absent";
  default:
    return "";
  }
}

std::string directory_of(const std::string& path) {
  const std::string directory = std::filesystem::path(path).parent_path();
  return directory.empty() ? "." : directory;
}

Cause output_cause(int error) {
  switch (error) {
  case ENOENT:
  case ENOTDIR:
    return Cause::output_missing;
  case EACCES:
  case EPERM:
    return Cause::output_permission;
  case EROFS:
    return Cause::output_read_only;
  case ENOSPC:
  case EDQUOT:
    return Cause::output_full;
  default:
    return Cause::output;
  }
}

std::string output_remedy(const std::string& directory, int error) {
  const std::string word = shown_word(directory);
  switch (error) {
  case ENOSPC:
    return formatted("; make room: 'df -h {0}' shows the space, 'df -i {0}' the files", word);
  case EDQUOT:
    return "; remove files there of this user, whose quota is full";
  case EFBIG:
    return "; the limit of a file's size is too low, see 'ulimit -f'";
  case EROFS:
    return formatted("; the file system is read-only, as 'findmnt -T {0}' shows, or a service of "
                     "systemd needs ReadWritePaths={0}",
                     word);
  default:
    return path_remedy(directory, error);
  }
}

} // namespace kaifa
