#pragma once

#include "settings.h"

namespace kaifa {

/// The settings of a configuration file, in its order: lines `name = value`, empty lines, and
/// comments that begin with '#'. A byte order mark, CR LF and quotes around a value are left out.
/// Throws Failure if the file cannot be read or is no configuration; values are not looked at.
[[nodiscard]] Settings read_configuration(const std::string& path);

} // namespace kaifa
