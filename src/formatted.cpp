#include "formatted.h"

#include <fmt/format.h>

namespace kaifa {

std::string formatted_from(fmt::string_view format, fmt::format_args details) {
  return fmt::vformat(format, details);
}

} // namespace kaifa
