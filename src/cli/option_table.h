#pragma once

#include "options.h"

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace kaifa {

/// A value that an option does not accept. The text says what is wrong with the value.
class BadValue : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// An option: what --help says about it, and what its value does.
struct Option {
  const char* name;
  char letter;               ///< 0 if there is none
  std::string_view argument; ///< name of the value; empty if the option takes none
  std::string_view meaning;
  std::string_view initial; ///< default value; empty if there is none
  /// Throws BadValue. nullptr for an option that is valid only on the command line.
  void (*apply)(Options& options, const std::string& value);
};

/// All options, in the order in which --help prints them.
[[nodiscard]] std::span<const Option> all_options();

/// The option of this name; nullptr if there is none.
[[nodiscard]] const Option* option_named(std::string_view name);

/// " (did you mean --list?)", with `dashes` before the name: the first option whose name begins
/// with `name`, else the one with the fewest differences; empty if all names differ too much.
[[nodiscard]] std::string did_you_mean(std::string_view name, std::string_view dashes);

/// The text of --help: every option with its argument, meaning and default; the exit statuses.
[[nodiscard]] std::string help_text();

} // namespace kaifa
