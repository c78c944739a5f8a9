#pragma once

#include "host/unique_fd.h"

#include <array>
#include <cerrno>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace support {

/// A pipe that is closed on exec. Throws std::system_error if there can be none.
struct Pipe {
  kaifa::UniqueFd reader, writer;

  Pipe() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0)
      throw std::system_error(errno, std::system_category(), "pipe");
    reader = kaifa::UniqueFd(ends[0]);
    writer = kaifa::UniqueFd(ends[1]);
  }

  /// Leaves no room for another byte, but room for a block of 4096 bytes once one byte was read.
  void fill() const {
    const std::string block(4096, 'x');
    fcntl(writer.get(), F_SETFL, O_NONBLOCK);
    while (write(writer.get(), block.data(), block.size()) > 0) {
    }
    fcntl(writer.get(), F_SETFL, 0);
  }
};

} // namespace support
