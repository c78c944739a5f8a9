#pragma once

#include "process.h"

#include <chrono>
#include <string>
#include <vector>

/// Runs of kaifa-exporter whose system calls the library in tests/interposer watches and disturbs.
namespace support {

/// The names of the calls that an undisturbed run makes, in order. Throws if the run ends with
/// another status.
[[nodiscard]] std::vector<std::string> calls_of(const Command& command, int status = 0);

/// The number, from 1, of the `nth` call of this name. Throws std::runtime_error if there are fewer
/// calls.
[[nodiscard]] std::size_t number_of(const std::vector<std::string>& calls, const std::string& name,
                                    int nth);

/// The call with this number fails with `error` (errno), or writes one byte only.
[[nodiscard]] Command with_failing_call(Command command, std::size_t number, int error);
[[nodiscard]] Command with_short_write(Command command, std::size_t number);

/// The first or the `nth` call of this name fails; its number among all calls need not be known.
[[nodiscard]] Command with_failing_nth(Command command, const std::string& name, std::size_t nth,
                                       int error);
[[nodiscard]] Command with_failing_first(Command command, const std::string& name, int error);
/// SIGSTOP arrives right before the first call of this name.
[[nodiscard]] Command stopped_at_first(Command command, const std::string& name);

/// SIGSTOP or SIGKILL arrives right before the call with this number.
[[nodiscard]] Command stopped_at_call(Command command, std::size_t number);
[[nodiscard]] Command killed_at_call(Command command, std::size_t number);

/// A signal interrupts every wait, again and again.
[[nodiscard]] Command interrupted_all_the_time(Command command);

/// Each call that names, renames or removes a file is delayed.
[[nodiscard]] Command with_slow_names(Command command, std::chrono::microseconds delay);

/// The file system has no nameless files (O_TMPFILE). May be combined with the others.
[[nodiscard]] Command without_nameless_files(Command command);

/// The host's clock jumps by hours, back and forth.
[[nodiscard]] Command with_jumping_clock(Command command);

} // namespace support
