#pragma once

#include <string_view>

namespace kaifa {

/// "1.2.0", from the Makefile.
extern const std::string_view version;

} // namespace kaifa
