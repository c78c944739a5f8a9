#pragma once

#include "formatted.h"
#include "shown.h"

#include <string>
#include <string_view>
#include <vector>

namespace kaifa {

/// One option as given, its value still text.
struct Setting {
  std::string name;
  std::string value;
  std::string_view file = {}; ///< path of the configuration file; empty on the command line
  int line = 0;               ///< line number in that file, from 1

  [[nodiscard]] bool is_configured() const { return line > 0; }

  /// As the user wrote it: "--list" on the command line, "list" in the file.
  [[nodiscard]] std::string shown() const { return is_configured() ? name : "--" + name; }
};

using Settings = std::vector<Setting>;

/// "FILE:LINE: ", the beginning of a message about a line of the configuration.
[[nodiscard]] inline std::string shown_place(std::string_view file, int line) {
  return formatted("{}:{}: ", shown_path(file), line);
}

} // namespace kaifa
