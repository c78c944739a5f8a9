#pragma once

#include "pipe.h"
#include "programs.h"

#include <boost/test/unit_test.hpp>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>

namespace support {

/// A pipe with no room for another byte, but with room for a block once one byte was read.
class FullPipe {
public:
  FullPipe() { pipe_.fill(); }

  [[nodiscard]] Command writes_into_it(std::vector<std::string> arguments) const {
    Command command = exporter(std::move(arguments));
    command.before_exec = [this] { dup2(pipe_.writer.get(), STDOUT_FILENO); };
    return command;
  }

  void take_a_block() const {
    std::array<char, block_size> block;
    BOOST_REQUIRE(read(pipe_.reader.get(), block.data(), block.size()) == block_size);
  }

  [[nodiscard]] int unread() const {
    int count = 0;
    BOOST_REQUIRE(ioctl(pipe_.reader.get(), FIONREAD, &count) == 0);
    return count;
  }

private:
  static constexpr ssize_t block_size = 4096;
  Pipe pipe_;
};

} // namespace support
