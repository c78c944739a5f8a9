#include "standard_output.h"

#include "failure.h"
#include "path_remedy.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

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

} // namespace kaifa
