#include "port_users.h"

#include "formatted.h"
#include "wire/bytes.h"

#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <vector>

namespace kaifa {
namespace {

namespace fs = std::filesystem;

/// The entries of the directory; none if the directory cannot be read, as that of another user's
/// process.
std::vector<fs::path> entries_of(const fs::path& directory) {
  std::vector<fs::path> entries;
  std::error_code error;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error))
    entries.push_back(entry->path());
  return entries;
}

/// Identifies a port. Each container numbers its pseudo-terminals from 0, so a pseudo-terminal also
/// needs its file system to be identified.
struct Device {
  dev_t number;
  dev_t file_system;

  bool operator==(const Device&) const = default;
};

std::optional<Device> device_at(const fs::path& path) {
  constexpr unsigned first_pseudo_terminal = 136; // the first of eight major numbers
  constexpr unsigned last_pseudo_terminal = 143;
  struct stat status {};
  if (stat(path.c_str(), &status) != 0 || !S_ISCHR(status.st_mode))
    return {};
  const unsigned kind = major(status.st_rdev);
  const bool is_pseudo_terminal = kind >= first_pseudo_terminal && kind <= last_pseudo_terminal;
  return Device{status.st_rdev, is_pseudo_terminal ? status.st_dev : 0};
}

bool has_open(const fs::path& process, const Device& port) {
  return std::ranges::any_of(entries_of(process / "fd"), [&port](const fs::path& descriptor) {
    // Examining a file on a server that does not answer would never end.
    std::error_code error;
    return fs::read_symlink(descriptor, error).native().starts_with("/dev/") &&
           device_at(descriptor) == port;
  });
}

} // namespace

std::string other_users_of(const std::string& port) {
  constexpr int most = 3;
  const auto device = device_at(port);
  std::string users;
  int count = 0;
  for (const fs::path& process : device ? entries_of("/proc") : std::vector<fs::path>()) {
    const std::string id = process.filename();
    const bool is_process = std::ranges::all_of(id, [](char c) { return c >= '0' && c <= '9'; });
    if (!is_process || id == std::to_string(getpid()) || count == most ||
        !has_open(process, *device))
      continue;
    std::string name;
    std::getline(std::ifstream(process / "comm"), name);
    users += formatted("{}{} (PID {})", count == 0 ? "" : ", ", printable(name), id);
    ++count;
  }
  return users;
}

} // namespace kaifa
