#pragma once

#include "host/unique_fd.h"
#include "programs.h"

#include <boost/test/unit_test.hpp>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>

namespace support {

/// A pipe with no room for another byte, but with room for a block once one byte was read.
class FullPipe {
public:
  FullPipe() {
    std::array<int, 2> ends{};
    BOOST_REQUIRE(pipe2(ends.data(), O_NONBLOCK | O_CLOEXEC) == 0);
    reader_ = kaifa::UniqueFd(ends[0]);
    writer_ = kaifa::UniqueFd(ends[1]);
    const std::string block(block_size, 'x');
    while (write(writer_.get(), block.data(), block.size()) > 0) {
    }
  }

  [[nodiscard]] Command writes_into_it(std::vector<std::string> arguments) const {
    Command command = exporter(std::move(arguments));
    command.before_exec = [this] {
      fcntl(writer_.get(), F_SETFL, 0);
      dup2(writer_.get(), STDOUT_FILENO);
    };
    return command;
  }

  void take_a_block() const {
    std::array<char, block_size> block;
    BOOST_REQUIRE(read(reader_.get(), block.data(), block.size()) == block_size);
  }

  [[nodiscard]] int unread() const {
    int count = 0;
    BOOST_REQUIRE(ioctl(reader_.get(), FIONREAD, &count) == 0);
    return count;
  }

private:
  static constexpr ssize_t block_size = 4096;
  kaifa::UniqueFd reader_, writer_;
};

} // namespace support
