#include "bytes.h"

#include "formatted.h"

namespace kaifa {

std::string hex(Bytes bytes) {
  std::string text;
  for (const std::uint8_t byte : bytes)
    text += formatted("{}{:02x}", text.empty() ? "" : " ", byte);
  return text;
}

std::string printable(std::string_view text) {
  std::string shown;
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    if (byte >= 0x20 && byte < 0x7f)
      shown += character;
    else
      shown += formatted("\\x{:02x}", byte);
  }
  return shown;
}

} // namespace kaifa
