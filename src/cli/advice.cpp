#include "advice.h"

#include "formatted.h"

namespace kaifa {

std::chrono::steady_clock::duration time_of(const Attempt& attempt) {
  return attempt.timeout - attempt.port_busy;
}

bool was_busy_too_long(const Attempt& attempt) {
  constexpr std::chrono::seconds longest_pause(10);
  return time_of(attempt) < longest_pause && time_of(attempt) < attempt.port_busy;
}

bool was_long_enough(const Attempt& attempt) {
  constexpr std::chrono::seconds long_enough(20);
  return attempt.input_ended || time_of(attempt) >= long_enough;
}

std::string_view give_more(const Attempt& attempt) {
  return attempt.input_ended ? "; give it more input" : "; give it a longer --timeout";
}

std::string_view please_report(const Attempt& attempt) {
  return attempt.input_ended ? "; please report it with these bytes"
                             : "; please report it with the file that --record FILE writes";
}

std::string for_lost_bytes(const Attempt& attempt) {
  constexpr std::string_view hardware = "try another adapter, or a shorter cable";
  if (!attempt.from_terminal)
    return formatted("; {}", hardware);
  if (!attempt.other_users.empty())
    return formatted("; {} has {} open too, and may take bytes away: end that first",
                     attempt.other_users, attempt.input);
  return formatted("; does another program read it too? 'sudo fuser -v {}' shows it; if not, {}",
                   attempt.input, hardware);
}

std::string for_silence(const Attempt& attempt) {
  if (!attempt.other_users.empty())
    return for_lost_bytes(attempt);
  return formatted("; is the adapter on the M-Bus pins of the plug (RJ45: 1 and 2, RJ12: 3 and 4, "
                   "unless it speaks P1 as in Sweden and Poland), has the grid company opened the "
                   "port, or does another program read it ('sudo fuser -v {}')?",
                   attempt.input);
}

std::string for_noise(const Attempt& attempt) {
  // So few bytes may be the end of a frame that had begun before the run; a push has up to 376
  // bytes.
  constexpr std::uint64_t most_of_a_frame = 400;
  if (!attempt.from_terminal)
    return "; are these the raw bytes of a meter?";
  if (!attempt.other_users.empty())
    return for_lost_bytes(attempt);
  if (!was_long_enough(attempt) && attempt.statistics.bytes <= most_of_a_frame)
    return std::string(give_more(attempt));
  return formatted("; is the baud rate or the parity wrong (try {}--parity {}), does another "
                   "program read it too ('sudo fuser -v {}'), or does the port speak P1 (RJ12: "
                   "Sweden, Poland)?",
                   attempt.line.baud == LineSettings().baud ? "" : "--baud 2400 or ",
                   attempt.line.parity == Parity::even ? "none" : "even", attempt.input);
}

} // namespace kaifa
