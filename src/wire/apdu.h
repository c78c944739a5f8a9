#pragma once

#include "axdr.h"
#include "date_time.h"

#include <array>
#include <optional>

namespace kaifa::apdu {

inline constexpr std::array<std::uint8_t, 3> llc_header = {0xe6, 0xe7, 0x00};
inline constexpr std::uint8_t data_notification_tag = 0x0f;
inline constexpr std::size_t long_invoke_id_and_priority_size = 4;

/// What a meter pushes (data-notification, IEC 62056-5-3).
struct DataNotification {
  std::uint32_t long_invoke_id_and_priority;
  std::optional<cosem::DateTime> date_time;
  axdr::Value body;
};

/// From the information field of a frame, which starts at `offset` of that frame:
///
///   e6 e7 00 | 0f | long-invoke-id-and-priority 4 | date-time | body
///
/// Anything else, and bytes left over behind the body, are an error.
[[nodiscard]] Result<DataNotification> decode(Bytes information, std::size_t offset);

/// Takes 09 0c and 12 bytes, 0c and 12 bytes, or 00 for none.
[[nodiscard]] Result<std::optional<cosem::DateTime>> take_date_time(Cursor& cursor);

} // namespace kaifa::apdu
