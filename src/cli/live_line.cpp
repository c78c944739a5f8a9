#include "live_line.h"

#include "formatted.h"
#include "host/standard_streams.h"

#include <unistd.h>

namespace kaifa {
namespace {

constexpr std::chrono::seconds period(1);
constexpr std::chrono::milliseconds patience(300); // a list that arrives sooner needs no line
constexpr const char* to_line_start_and_clear = "\r\x1b[K";
// If the line wrapped on a narrow terminal, only a part of the line could be cleared.
constexpr const char* do_not_wrap = "\x1b[?7l";
constexpr const char* wrap_again = "\x1b[?7h";

std::string time_text(std::chrono::seconds time) {
  constexpr std::chrono::minutes shown_in_seconds(2);
  if (time <= shown_in_seconds)
    return formatted("{} s", time.count());
  return formatted("{} min", std::chrono::ceil<std::chrono::minutes>(time).count());
}

} // namespace

std::string live_text(int list, std::chrono::seconds left, const Statistics& statistics) {
  constexpr std::size_t widest = 79;
  const std::string came =
      statistics.list_frames() == 0
          ? formatted("{} bytes", statistics.bytes)
          : formatted("list 1: {}, list 2: {}", statistics.lists[0], statistics.lists[1]);
  return formatted("waiting for list {}, {} left; {}, rejected: {}", list, time_text(left), came,
                   statistics.rejected_frames())
      .substr(0, widest);
}

LiveLine::LiveLine(int list, Deadline deadline, bool wanted) : list_(list), deadline_(deadline) {
  if (!wanted || !isatty(STDERR_FILENO))
    return;
  next_update_ = std::chrono::steady_clock::now() + patience;
}

void LiveLine::update(const Statistics& statistics) {
  const auto now = std::chrono::steady_clock::now();
  const auto left = std::chrono::ceil<std::chrono::seconds>(deadline_ - now);
  say_now(formatted("{}{}{}{}", to_line_start_and_clear, do_not_wrap,
                    live_text(list_, left, statistics), wrap_again));
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
