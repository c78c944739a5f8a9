#pragma once

#include "host/waiting.h"
#include "meter/reader.h"

namespace kaifa {

/// One line on a terminal while a person waits: what for, how long still, what has come. Nothing
/// where standard error is no terminal.
class LiveLine {
public:
  LiveLine(int list, Deadline deadline, bool wanted);
  ~LiveLine() { erase(); }
  LiveLine(const LiveLine&) = delete;
  LiveLine& operator=(const LiveLine&) = delete;

  /// When it is out of date: once a second; never where there is none.
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
