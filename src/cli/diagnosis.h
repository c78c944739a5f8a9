#pragma once

#include "failure.h"
#include "host/line_settings.h"
#include "meter/reader.h"
#include "push_diagnosis.h"

#include <chrono>
#include <string>
#include <vector>

namespace kaifa {

/// A wait that has ended without the list asked for.
struct Wait {
  int list;
  std::string input;                                  ///< a path, or "standard input"
  LineSettings line = {};                             ///< of a serial port
  std::chrono::seconds timeout;                       ///< since the run began
  std::string key_file = {};                          ///< empty without a key
  bool input_ended = false;                           ///< before the deadline
  bool from_terminal = true;                          ///< a serial port
  std::chrono::steady_clock::duration port_busy = {}; ///< how long another process had the port
};

/// Watches what comes from the port, to explain a run in which the list asked for never came.
class Diagnosis {
public:
  void watch_bytes(Bytes bytes);
  void watch(const Reader::Event& event);

  /// The last whole frame that was refused, else the last damaged one; empty if there was none.
  [[nodiscard]] Bytes refused_frame() const { return refused_frame_; }

  /// Why the list did not come: silence, noise, damage, another protocol, other lists; and what to
  /// try.
  [[nodiscard]] Failure no_reading(const Wait& wait, const Statistics& statistics) const;

private:
  [[nodiscard]] std::string why_other_lists(const Wait& wait, const Statistics& statistics) const;
  [[nodiscard]] Verdict why_no_list(const Wait& wait, const Statistics& statistics) const;

  std::vector<std::uint8_t> first_bytes_;
  std::vector<std::uint8_t> refused_frame_;
  std::uint64_t refused_whole_frames_ = 0;
  std::string why_refused_; ///< the last whole frame
  std::optional<cosem::DateTime> clock_;
  PushDiagnosis pushes_;
};

} // namespace kaifa
