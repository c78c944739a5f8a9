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
  bool run_had_port = false;    ///< that process was another run of this program
  std::string other_users = {}; ///< of the port, at the end: "cat (PID 812)"; empty if none is seen
};

/// Watches what comes from the port, to explain a run in which the list asked for never came.
///
/// What the bytes prove comes first: check sequences that are right prove the line, a system title
/// or the version of a list proves the maker, and text proves that no meter sent it.
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
  void watch_whole(const Rejection& rejection);
  void watch_damaged(const Rejection& rejection);
  [[nodiscard]] std::uint64_t damaged_frames(const Statistics& statistics) const;
  [[nodiscard]] Verdict why_other_lists(const Wait& wait, const Statistics& statistics) const;
  [[nodiscard]] Verdict why_no_list(const Wait& wait, const Statistics& statistics) const;
  [[nodiscard]] std::optional<Verdict> other_maker(const Statistics& statistics) const;
  [[nodiscard]] std::optional<Verdict> unknown_list(const Wait& wait,
                                                    const Statistics& statistics) const;
  [[nodiscard]] std::optional<Verdict> other_protocol(const Wait& wait,
                                                      const Statistics& statistics) const;
  [[nodiscard]] std::optional<Verdict> damage(const Wait& wait, const Statistics& statistics) const;

  std::vector<std::uint8_t> first_bytes_;
  std::uint64_t bytes_ = 0;
  std::vector<std::uint8_t> refused_frame_;
  bool refused_whole_frame_ = false;
  std::uint64_t unknown_frames_ = 0; ///< whole ones, probably of a Kaifa meter
  std::string why_unknown_;          ///< the last of them
  std::string other_list_version_;
  std::uint64_t proven_headers_ = 0; ///< of damaged frames, with a right HCS
  std::uint64_t other_headers_ = 0;  ///< the same, but of another maker's frames
  std::uint64_t cut_off_at_end_ = 0; ///< by the end of the wait, false starts inside counted
  std::optional<cosem::DateTime> clock_;
  PushDiagnosis pushes_;
};

} // namespace kaifa
