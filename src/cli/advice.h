#pragma once

#include "host/line_settings.h"
#include "meter/reader.h"

#include <chrono>
#include <string>
#include <string_view>

namespace kaifa {

/// An attempt to receive a list, which ended without that list.
struct Attempt {
  int list;
  Statistics statistics = {};   ///< what arrived
  std::string input;            ///< a path, quoted for a shell if it is a port; or "standard input"
  LineSettings line = {};       ///< settings of a serial port
  std::chrono::seconds timeout; ///< from the start of the run
  std::string key_file = {};    ///< path; empty without a key
  bool input_ended = false;     ///< the end came before the deadline
  bool from_terminal = true;    ///< the input is a serial port
  bool from_file = false;       ///< the input is a regular file
  std::chrono::steady_clock::duration port_busy = {}; ///< how long another process had the port
  bool run_had_port = false;    ///< the other process was a run of this program
  std::string other_users = {}; ///< who had the port open at the end: "cat (PID 812)"; may be empty
};

/// How long the run had the port.
[[nodiscard]] std::chrono::steady_clock::duration time_of(const Attempt& attempt);

/// Whether the run had the port for less time than a meter may leave between two lists.
[[nodiscard]] bool was_busy_too_long(const Attempt& attempt);

/// Whether every meter sends a list 2 or a push within the time that the run had the port. If the
/// input has ended, the time is unknown and counts as long enough.
[[nodiscard]] bool was_long_enough(const Attempt& attempt);

/// These functions return what to try, as the end of a sentence: "; give it a longer --timeout".
[[nodiscard]] std::string_view give_more(const Attempt& attempt);
[[nodiscard]] std::string_view please_report(const Attempt& attempt);
/// Another program that reads the port may take bytes away.
[[nodiscard]] std::string for_lost_bytes(const Attempt& attempt);
[[nodiscard]] std::string for_silence(const Attempt& attempt);
[[nodiscard]] std::string for_noise(const Attempt& attempt);
inline constexpr std::string_view read_elsewhere = "; read it with a program for that meter";
inline constexpr std::string_view set_raw_there =
    "0d comes as 0a, so the sender's terminal is not raw: 'stty -F PORT raw' there, or a raw "
    "connection in the configuration of ser2net";

} // namespace kaifa
