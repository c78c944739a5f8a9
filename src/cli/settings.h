#pragma once

#include <string>
#include <vector>

namespace kaifa {

/// One option as it was given, its value still a text.
struct Setting {
  std::string name;
  std::string value;
  std::string place; ///< "FILE:LINE: " of the configuration file; empty on the command line

  /// As the user wrote it: "--list" on the command line, "list" in the file.
  [[nodiscard]] std::string shown() const { return place.empty() ? "--" + name : name; }
};

using Settings = std::vector<Setting>;

} // namespace kaifa
