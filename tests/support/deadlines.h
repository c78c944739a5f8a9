#pragma once

#include "host/waiting.h"

/// Deadlines for tests.
inline kaifa::Deadline in(std::chrono::milliseconds time) {
  return std::chrono::steady_clock::now() + time;
}
/// Long enough for anything already under way.
inline kaifa::Deadline later() {
  return in(std::chrono::seconds(10));
}
inline kaifa::Deadline soon() {
  return in(std::chrono::milliseconds(20));
}
