#pragma once

#include "options.h"

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace kaifa {

/// A value that an option does not take. The text says what is wrong with it.
class BadValue : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// An option: what --help says of it, and what its value does.
struct Option {
  const char* name;
  char letter;               ///< 0 if it has no letter
  std::string_view argument; ///< empty if it takes no value
  std::string_view meaning;
  std::string_view initial; ///< its default; empty if it has none
  /// Throws BadValue. nullptr for an option that only the command line takes.
  void (*apply)(Options& options, const std::string& value);
};

/// All options, in the order in which --help prints them.
[[nodiscard]] std::span<const Option> all_options();

/// nullptr if there is no such option.
[[nodiscard]] const Option* option_named(std::string_view name);

/// " (did you mean --list?)", with these dashes; empty if no option has a similar name.
[[nodiscard]] std::string did_you_mean(std::string_view name, std::string_view dashes);

/// The page of --help: every option, its argument, meaning and default; the exit statuses.
[[nodiscard]] std::string help_text();

} // namespace kaifa
