#include "standard_error.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <system_error>

namespace kaifa {

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
