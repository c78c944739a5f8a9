#pragma once

#include "shown.h"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

namespace kaifa {

/// One option as it was given, its value still a text.
struct Setting {
  std::string name;
  std::string value;
  std::string_view file = {}; ///< path of the configuration file; empty on the command line
  int line = 0;               ///< in that file, from 1

  [[nodiscard]] bool is_configured() const { return line > 0; }

  /// As the user wrote it: "--list" on the command line, "list" in the file.
  [[nodiscard]] std::string shown() const { return is_configured() ? name : "--" + name; }
};

using Settings = std::vector<Setting>;

/// "FILE:LINE: ", with which a message about a line of the configuration begins.
[[nodiscard]] inline std::string shown_place(std::string_view file, int line) {
  return fmt::format("{}:{}: ", shown_path(file), line);
}

} // namespace kaifa
