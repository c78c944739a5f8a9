#pragma once

#include "failure.h"
#include "formatted.h"
#include "host/waiting.h"
#include "shown.h"

#include <optional>
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

inline constexpr const char* default_configuration = "/etc/kaifa-exporter.conf";

/// Adds the settings of a configuration file in their order. The file has lines `name = value`,
/// empty lines, and comments that begin with '#'; a byte order mark, CR and quotes around a value
/// are removed, and values are not checked. Waits for a pipe until the deadline. The settings hold
/// views of `path`. Returns what is wrong with the first wrong line; the lines after this line are
/// read too. Throws Failure if the file cannot be read or is not a configuration, and Interrupted.
[[nodiscard]] std::optional<Failure> read_configuration(const std::string& path,
                                                        const Waiting& waiting, Deadline deadline,
                                                        Settings& settings);

} // namespace kaifa
