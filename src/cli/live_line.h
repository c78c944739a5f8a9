#pragma once

#include "host/waiting.h"
#include "meter/reader.h"

#include <string>

namespace kaifa {

/// "waiting for list 2, 30 s left; 0 bytes, rejected: 0": fits a terminal of 80 columns.
[[nodiscard]] std::string live_text(int list, std::chrono::seconds left,
                                    const Statistics& statistics);

/// One line on a terminal that shows a person what the run is waiting for, how much longer, and
/// what has come so far. There is no line if standard error is not a terminal, or if the list
/// arrives at once.
class LiveLine {
public:
  LiveLine(int list, Deadline deadline, bool wanted);
  ~LiveLine() { erase(); }
  LiveLine(const LiveLine&) = delete;
  LiveLine& operator=(const LiveLine&) = delete;

  /// When the line has to change next: every second; never if there is no line.
  [[nodiscard]] Deadline next_update() const { return next_update_; }
  void update(const Statistics& statistics);
  void erase();

private:
  int list_;
  Deadline deadline_;
  Deadline next_update_ = Deadline::max();
  bool shown_ = false;
};

} // namespace kaifa
