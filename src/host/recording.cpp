#include "recording.h"

#include "failure.h"
#include "formatted.h"
#include "path_remedy.h"
#include "shown.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace kaifa {
namespace {

constexpr mode_t mode = 0666; // before the umask

std::string remedy_for(const std::string& path, int error) {
  std::error_code ignored;
  switch (error) {
  case EEXIST: // never advise removing a device or a directory
    return std::filesystem::is_regular_file(path, ignored) ? "; name a new file, or remove this one"
                                                           : "; name a new file";
  case ENOENT:
    return "; create the directory, or name another file";
  default:
    return output_remedy(directory_of(path), error);
  }
}

Failure cannot_record(const std::string& path, int error) {
  return {output_cause(error), formatted("cannot record to {}: {}{}", shown_path(path),
                                         std::strerror(error), remedy_for(path, error))};
}

} // namespace

Recording::Recording(std::string path)
    : path_(std::move(path)),
      file_(open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)) {
  if (!file_)
    throw cannot_record(path_, errno);
}

Recording::~Recording() {
  if (is_empty_ && is_at(path_))
    unlink(path_.c_str());
}

void Recording::write(Bytes bytes) {
  is_empty_ = is_empty_ && bytes.empty();
  if (!write_all(file_.get(), {reinterpret_cast<const char*>(bytes.data()), bytes.size()}))
    throw cannot_record(path_, errno);
}

} // namespace kaifa
