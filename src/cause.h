#pragma once

#include "exit_status.h"

#include <algorithm>

namespace kaifa {

/// Why a run failed, finer than its exit status.
enum class Cause {
  usage,
  configuration,
  key_file,
  ct_ratio,
  port_missing,
  port_permission,
  port_unusable,
  port_busy,
  other_run,
  port_lost,
  silence,
  input_ended,
  noise,
  damaged,
  other_list,
  unknown_list,
  other_maker,
  other_protocol,
  no_key,
  wrong_key,
  authenticated,
  output_missing,
  output_permission,
  output_read_only,
  output_full,
  output,
  bug,
};

struct CauseText {
  Cause cause;
  std::string_view name; ///< label value in metrics
  ExitStatus status;     ///< exit status of the process
  std::string_view meaning;
};
/// In the order of the enumerators.
// clang-format off
inline constexpr std::array<CauseText, 27> cause_texts = {{
    {Cause::usage, "usage", ExitStatus::usage, "wrong command line"},
    {Cause::configuration, "configuration", ExitStatus::config, "wrong or unreadable configuration file"},
    {Cause::key_file, "key_file", ExitStatus::config, "key file that cannot be read, is readable by all, or holds no key"},
    {Cause::ct_ratio, "ct_ratio", ExitStatus::config, "a --ct-ratio that does not fit the reading"},
    {Cause::port_missing, "port_missing", ExitStatus::no_input, "the device does not exist: adapter unplugged, or wrong --device"},
    {Cause::port_permission, "port_permission", ExitStatus::no_input, "the user may not open the device"},
    {Cause::port_unusable, "port_unusable", ExitStatus::no_input, "the device cannot be opened or set up as a port"},
    {Cause::port_busy, "port_busy", ExitStatus::temporary_failure, "another program kept the port"},
    {Cause::other_run, "other_run", ExitStatus::temporary_failure, "another run of this program kept the port"},
    {Cause::port_lost, "port_lost", ExitStatus::io_error, "the port failed or was unplugged while waiting"},
    {Cause::silence, "silence", ExitStatus::unavailable, "not a single byte came before the deadline"},
    {Cause::input_ended, "input_ended", ExitStatus::unavailable, "the input ended before its first byte"},
    {Cause::noise, "noise", ExitStatus::data_error, "bytes came, but nothing like a frame"},
    {Cause::damaged, "damaged", ExitStatus::data_error, "every frame was damaged"},
    {Cause::other_list, "other_list", ExitStatus::temporary_failure, "valid lists came, but not the list asked for"},
    {Cause::unknown_list, "unknown_list", ExitStatus::data_error, "whole frames came, but no list that the program knows"},
    {Cause::other_maker, "other_maker", ExitStatus::data_error, "whole frames of another maker's meter came"},
    {Cause::other_protocol, "other_protocol", ExitStatus::data_error, "a protocol that these meters do not use"},
    {Cause::no_key, "no_key", ExitStatus::data_error, "ciphered pushes came, and no key was given"},
    {Cause::wrong_key, "wrong_key", ExitStatus::data_error, "ciphered pushes came, but the key is not that of the meter"},
    {Cause::authenticated, "authenticated", ExitStatus::data_error, "authenticated pushes came, which need a second key"},
    {Cause::output_missing, "output_missing", ExitStatus::cannot_create, "the directory of the output does not exist"},
    {Cause::output_permission, "output_permission", ExitStatus::cannot_create, "the user may not write the output"},
    {Cause::output_read_only, "output_read_only", ExitStatus::cannot_create, "the output is on a read-only file system"},
    {Cause::output_full, "output_full", ExitStatus::cannot_create, "the disk or the user's quota is full"},
    {Cause::output, "output", ExitStatus::cannot_create, "the output cannot be written for another reason"},
    {Cause::bug, "bug", ExitStatus::software, "a fault of the program"},
}};
// clang-format on
static_assert(std::ranges::is_sorted(cause_texts, {}, &CauseText::cause) &&
              cause_texts.back().cause == Cause{cause_texts.size() - 1});

[[nodiscard]] constexpr const CauseText& text_of(Cause cause) {
  return cause_texts[static_cast<std::size_t>(cause)];
}

} // namespace kaifa
