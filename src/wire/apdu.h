#pragma once

#include "date_time.h"

namespace kaifa::apdu {

/// The first bytes of the layers of a message: each says what follows.
namespace tag {
inline constexpr std::uint8_t llc_header = 0xe6;
inline constexpr std::uint8_t data_notification = 0x0f;
inline constexpr std::uint8_t general_glo_ciphering = 0xdb;
} // namespace tag

/// Whether the next layer has this tag; false if nothing is left.
[[nodiscard]] bool is_next(std::uint8_t tag, const Cursor& cursor);

/// Takes e6 e7 00 (IEC 62056-46).
void take_llc_header(Cursor& cursor);

/// Takes the head of a data-notification, which is what a meter pushes (IEC 62056-5-3):
///
///   0f | long-invoke-id-and-priority 4 | date-time | body
///
/// The body comes next. Nullopt if the date-time is null.
[[nodiscard]] std::optional<cosem::DateTime> take_data_notification(Cursor& cursor);

} // namespace kaifa::apdu
