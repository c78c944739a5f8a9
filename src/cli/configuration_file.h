#pragma once

#include "failure.h"
#include "host/waiting.h"
#include "settings.h"

#include <optional>

namespace kaifa {

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
