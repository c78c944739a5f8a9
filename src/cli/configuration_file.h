#pragma once

#include "host/waiting.h"
#include "settings.h"

namespace kaifa {

inline constexpr const char* default_configuration = "/etc/kaifa-exporter.conf";

/// Adds the settings of a configuration file in their order. The file has lines `name = value`,
/// empty lines, and comments that begin with '#'; a byte order mark, CR and quotes around a value
/// are removed, and values are not checked. Waits for a pipe until the deadline. The settings refer
/// to `path`. Throws Failure if the file cannot be read or is not a configuration, but only after
/// the last line has been read, and Interrupted.
void read_configuration(const std::string& path, const Waiting& waiting, Deadline deadline,
                        Settings& settings);

} // namespace kaifa
