#pragma once

#include "host/waiting.h"
#include "settings.h"

namespace kaifa {

inline constexpr const char* default_configuration = "/etc/kaifa-exporter.conf";

/// Adds the settings of a configuration file, in its order: lines `name = value`, empty lines, and
/// comments that begin with '#'. A byte order mark, CR LF and quotes around a value are left out.
/// A pipe is waited for until the deadline. The settings refer to `path`. Throws Failure if the
/// file cannot be read or is no configuration, but not before the last line has been read, and
/// Interrupted; values are not looked at.
void read_configuration(const std::string& path, const Waiting& waiting, Deadline deadline,
                        Settings& settings);

} // namespace kaifa
