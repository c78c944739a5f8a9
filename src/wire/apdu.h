#pragma once

#include "axdr.h"
#include "date_time.h"

#include <optional>

namespace kaifa::apdu {

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
/// The date-time is 09 0c and 12 bytes, 0c and 12 bytes, or 00. Anything else, and bytes left over
/// behind the body, are an error.
[[nodiscard]] Result<DataNotification> decode(Bytes information, std::size_t offset);

} // namespace kaifa::apdu
