#include "standard_streams.h"

#include "failure.h"
#include "path_remedy.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace kaifa {
namespace {

std::string why(int error) {
  switch (error) {
  case EBADF:
    return "it is closed";
  case EPIPE:
    return "the program that reads it has ended";
  case ETIMEDOUT:
    return "nobody reads it";
  default:
    return std::strerror(error);
  }
}

Failure cannot_print(int error) {
  return {output_cause(error), "cannot write to standard output: " + why(error)};
}

} // namespace

void check_standard_output() {
  // main() has replaced a closed standard output with a read-only descriptor.
  const int flags = fcntl(STDOUT_FILENO, F_GETFL);
  if (flags < 0 || (flags & O_ACCMODE) == O_RDONLY)
    throw cannot_print(EBADF);
}

void print(std::string_view text, const Waiting& waiting, Deadline deadline) {
  constexpr std::chrono::seconds least_patience(10);
  const Deadline until = std::max(deadline, std::chrono::steady_clock::now() + least_patience);
  if (waiting.write(STDOUT_FILENO, text, until) != text.size())
    throw cannot_print(errno);
}

void StandardError::say(std::string_view text, Deadline deadline) {
  constexpr std::chrono::seconds patience(1);
  const Moment now = std::chrono::steady_clock::now();
  try {
    const std::size_t written =
        waiting_.write(STDERR_FILENO, text, is_read_ ? std::min(deadline, now + patience) : now);
    is_read_ = is_read_ && written == text.size();
  } catch (const std::system_error&) {
    // No stream is left to report this error.
  }
}

void say_now(std::string_view text) {
  pollfd polled = {STDERR_FILENO, POLLOUT, 0};
  if (poll(&polled, 1, 0) > 0)
    (void)write_part(STDERR_FILENO, text);
}

} // namespace kaifa
