#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace kaifa {

/// The statuses of <sysexits.h>, which systemd names in its journal.
enum class ExitStatus {
  ok = 0,
  usage = 64,
  data_error = 65,
  no_input = 66,
  unavailable = 69,
  software = 70,
  cannot_create = 73,
  io_error = 74,
  temporary_failure = 75,
  config = 78,
};

struct ExitStatusText {
  ExitStatus status;
  std::string_view name;
  std::string_view meaning;
};
/// In the order of their numbers.
// clang-format off
inline constexpr std::array<ExitStatusText, 10> exit_status_texts = {{
    {ExitStatus::ok, "OK", "written, or printed"},
    {ExitStatus::usage, "USAGE", "wrong command line"},
    {ExitStatus::data_error, "DATAERR", "bytes came, but no valid list frame"},
    {ExitStatus::no_input, "NOINPUT", "the device does not exist or cannot be opened"},
    {ExitStatus::unavailable, "UNAVAILABLE", "nothing at all came before the deadline"},
    {ExitStatus::software, "SOFTWARE", "a bug"},
    {ExitStatus::cannot_create, "CANTCREAT", "the output cannot be written"},
    {ExitStatus::io_error, "IOERR", "the port failed or was unplugged while waiting"},
    {ExitStatus::temporary_failure, "TEMPFAIL", "not the list asked for, or the port stayed busy"},
    {ExitStatus::config, "CONFIG", "wrong configuration or key file"},
}};
// clang-format on
static_assert(std::ranges::is_sorted(exit_status_texts, {}, &ExitStatusText::status));

[[nodiscard]] constexpr const ExitStatusText& text_of(ExitStatus status) {
  return *std::ranges::find(exit_status_texts, status, &ExitStatusText::status);
}

} // namespace kaifa
