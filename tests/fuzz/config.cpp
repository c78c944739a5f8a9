#include "cli/command_line.h"
#include "cli/value_parsers.h"
#include "failure.h"
#include "targets.h"

#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <string>

namespace fuzz {
namespace {

/// A file that exists only in memory.
class MemoryFile {
public:
  explicit MemoryFile(Bytes content) : fd_(memfd_create("config", 0)) {
    require(write(fd_, content.data(), content.size()) == static_cast<ssize_t>(content.size()),
            "memory files take all bytes");
  }
  ~MemoryFile() { close(fd_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(fd_); }

private:
  int fd_;
};

} // namespace

void config(Bytes input) {
  const MemoryFile file(input);
  const std::string path = file.path();
  const std::array arguments = {"kaifa-exporter", "--stdout", "--config", path.c_str()};
  const kaifa::Waiting waiting;
  try {
    const auto options = kaifa::parse_options(arguments.size(), arguments.data(), waiting,
                                              std::chrono::steady_clock::now());
    require(options.list >= 1 && options.list <= 3, "the list is one of three");
    require(options.timeout.count() >= 1 && options.timeout <= kaifa::longest_timeout,
            "there is time to wait, and no more than a day");
    require(!options.device.empty(), "there is a device");
    require(options.destination.name.find('/') == std::string::npos, "a name is no path");
    require(!options.help && !options.version, "no file asks for help");
  } catch (const kaifa::Failure& error) {
    require(error.status() == kaifa::ExitStatus::config, "an error is one of the configuration");
    require(std::string(error.what()).starts_with(path + ":"), "an error names its line");
  }
}

} // namespace fuzz
