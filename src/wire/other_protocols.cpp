#include "other_protocols.h"

#include <fmt/format.h>

#include <algorithm>

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

/// The maker in the system title (db 08, three capital letters) of a ciphered message; empty if
/// there is no such message.
std::string_view maker_of_ciphered_message(Bytes bytes) {
  constexpr std::string_view head = "\xdb\x08";
  constexpr std::size_t maker_size = 3;
  const std::string_view text = as_text(bytes);
  for (std::size_t at = text.find(head); at != std::string_view::npos;
       at = text.find(head, at + 1)) {
    const std::string_view maker = text.substr(at + head.size(), maker_size);
    if (maker.size() == maker_size &&
        std::ranges::all_of(maker, [](char c) { return c >= 'A' && c <= 'Z'; }))
      return maker;
  }
  return {};
}

} // namespace

std::string other_protocol(Bytes bytes) {
  if (contains(bytes, "/KFM5"))
    return "P1 telegrams (/KFM5); read this port with a program for P1 (DSMR)";
  const std::string_view maker = maker_of_ciphered_message(bytes);
  if (!maker.empty() && maker != "KFM")
    return fmt::format(
        "ciphered by another maker's meter (system title {}); read it with a program "
        "for that meter",
        maker);
  if (has_mbus_long_frame(bytes))
    return "M-Bus frames (68 .. 68), but none of a Kaifa meter that is whole; try another adapter, "
           "or "
           "a program for wired M-Bus";
  return {};
}

} // namespace kaifa
