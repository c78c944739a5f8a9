#include "bytes.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <iterator>

namespace kaifa {

std::string hex(Bytes bytes) {
  return fmt::format("{:02x}", fmt::join(bytes, " "));
}

std::string printable(std::string_view text) {
  std::string shown;
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    if (byte >= 0x20 && byte < 0x7f)
      shown += character;
    else
      fmt::format_to(std::back_inserter(shown), "\\x{:02x}", byte);
  }
  return shown;
}

} // namespace kaifa
