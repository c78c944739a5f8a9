#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace kaifa {

/// Why bytes that began like a frame yielded no reading.
enum class Reason {
  segmented,
  address,
  length,
  hcs,
  closing_flag,
  fcs,
  control,
  stop_byte,
  sum,
  no_push,
  segment,
  cut_off,
  other_maker,
  ciphered,
  authenticated,
  key,
  apdu,
  list,
};

struct ReasonText {
  Reason reason;
  std::string_view name; ///< label value in metrics
  std::string_view meaning;
};
/// In the order of the enumerators.
inline constexpr std::array<ReasonText, 18> reason_texts = {{
    {Reason::segmented, "segmented", "part of a segmented message"},
    {Reason::address, "address", "address longer than 4 bytes"},
    {Reason::length, "length", "length field leaves no room for header and checksums"},
    {Reason::hcs, "hcs", "header check sequence does not fit"},
    {Reason::closing_flag, "closing_flag", "no flag where the frame should end"},
    {Reason::fcs, "fcs", "frame check sequence does not fit"},
    {Reason::control, "control", "control field of another maker's frames"},
    {Reason::stop_byte, "stop_byte", "no stop byte where the frame should end"},
    {Reason::sum, "sum", "checksum does not fit"},
    {Reason::no_push, "no_push", "M-Bus frame that carries no segment of a push"},
    {Reason::segment, "segment", "segment missing, repeated or out of order"},
    {Reason::cut_off, "cut_off", "another frame began, or the bytes ended, before its end"},
    {Reason::other_maker, "other_maker", "message of another maker's meter"},
    {Reason::ciphered, "ciphered", "ciphered message, and no key"},
    {Reason::authenticated, "authenticated", "authenticated message, which needs a second key"},
    {Reason::key, "key", "deciphered message without a data-notification"},
    {Reason::apdu, "apdu", "whole frame without a data-notification"},
    {Reason::list, "list", "data-notification without a known list"},
}};
static_assert(std::ranges::is_sorted(reason_texts, {}, &ReasonText::reason) &&
              reason_texts.back().reason == Reason{reason_texts.size() - 1});

[[nodiscard]] constexpr const ReasonText& text_of(Reason reason) {
  return reason_texts[static_cast<std::size_t>(reason)];
}

} // namespace kaifa
