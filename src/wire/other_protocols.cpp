#include "other_protocols.h"

namespace kaifa {
namespace {

bool contains(Bytes bytes, std::string_view text) {
  return as_text(bytes).find(text) != std::string_view::npos;
}

/// 68 LL LL 68, the head of a long frame (EN 13757-2).
bool has_mbus_long_frame(Bytes bytes) {
  constexpr std::uint8_t start = 0x68;
  for (std::size_t i = 0; i + 4 <= bytes.size(); ++i)
    if (bytes[i] == start && bytes[i + 3] == start && bytes[i + 1] == bytes[i + 2])
      return true;
  return false;
}

} // namespace

std::string_view other_protocol(Bytes bytes) {
  if (contains(bytes, "/KFM5"))
    return "P1 telegrams (/KFM5); read this port with a program for P1 (DSMR)";
  if (has_mbus_long_frame(bytes))
    return contains(bytes, "\xdb\x08")
               ? "ciphered M-Bus frames (68 .. 68, db 08), as in Austria; read this meter with a "
                 "program that has its key"
               : "M-Bus frames (68 .. 68), not those of this kind of meter; read it with a program "
                 "for wired M-Bus";
  return {};
}

} // namespace kaifa
