#pragma once

#include "options.h"

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace kaifa {

/// A value that an option does not take; the text says which it does.
class BadValue : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// An option: what --help says of it, and what its value does.
struct Option {
  const char* name;
  char letter;               ///< 0 where it has none
  std::string_view argument; ///< empty where it takes none
  std::string_view meaning;
  std::string_view initial; ///< its default; empty where it has none
  /// Throws BadValue. Not there for options that only the command line takes.
  void (*apply)(Options& options, const std::string& value);
};

/// All options that there are, in the order in which --help prints them.
[[nodiscard]] std::span<const Option> all_options();

/// The page of --help: every option, its argument, meaning and default; the exit statuses.
[[nodiscard]] std::string help_text();

} // namespace kaifa
