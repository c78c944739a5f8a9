#include "live_line.h"

#include "host/standard_error.h"

#include <fmt/format.h>
#include <unistd.h>

namespace kaifa {
namespace {

constexpr std::chrono::seconds period(1);
constexpr const char* to_line_start_and_clear = "\r\x1b[K";
// A line longer than the terminal is wide would be cleared only in part.
constexpr const char* do_not_wrap = "\x1b[?7l";
constexpr const char* wrap_again = "\x1b[?7h";

} // namespace

LiveLine::LiveLine(int list, Deadline deadline, bool wanted) : list_(list), deadline_(deadline) {
  if (!wanted || !isatty(STDERR_FILENO))
    return;
  next_update_ = std::chrono::steady_clock::now();
  update({});
}

void LiveLine::update(const Statistics& statistics) {
  const auto now = std::chrono::steady_clock::now();
  const auto left = std::chrono::ceil<std::chrono::seconds>(deadline_ - now);
  say_now(fmt::format(
      "{}{}waiting for list {}, {} s left; {} bytes, list 1: {}, list 2: {}, rejected: {}{}",
      to_line_start_and_clear, do_not_wrap, list_, left.count(), statistics.bytes,
      statistics.lists[0], statistics.lists[1], statistics.rejected_frames(), wrap_again));
  shown_ = true;
  next_update_ = now + period;
}

void LiveLine::erase() {
  if (!shown_)
    return;
  say_now(to_line_start_and_clear);
  shown_ = false;
}

} // namespace kaifa
