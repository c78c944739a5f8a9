#pragma once

#include "failure.h"
#include "meter/reader.h"
#include "options.h"

#include <chrono>
#include <string>
#include <vector>

namespace kaifa {

/// How the wait ended without a reading.
struct Ending {
  bool input_ended = false;                           ///< before the deadline
  bool from_terminal = true;                          ///< a serial port
  std::chrono::steady_clock::duration port_busy = {}; ///< for so long another process had it
};

/// Looks at what comes from the port, for the case that it never makes the list asked for.
class Diagnosis {
public:
  void watch_bytes(Bytes bytes);
  void watch(const Reader::Event& event);

  /// The last whole frame that was refused, else the last damaged one; empty where there was none.
  [[nodiscard]] Bytes refused_frame() const { return refused_frame_; }

  /// Why the list asked for did not come: silence, noise, damage, another protocol, other lists;
  /// and what to try.
  [[nodiscard]] Failure no_reading(const Options& options, const Statistics& statistics,
                                   const Ending& ending) const;

private:
  std::vector<std::uint8_t> first_bytes_;
  std::vector<std::uint8_t> refused_frame_;
  std::string why_refused_; ///< a whole frame; empty where none was
  std::optional<cosem::DateTime> clock_;
};

} // namespace kaifa
