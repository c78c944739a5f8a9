#pragma once

#include "element.h"

namespace kaifa::obis_list {

/// Whether the body of a data-notification begins like such a list: with a structure whose first
/// value, however deeply nested, is an octet-string.
[[nodiscard]] bool begins(Bytes body);

/// Takes a list whose values have OBIS codes, as ciphered meters push it. Its elements come in any
/// order and nesting:
///
///   code, number, scaler and unit     in a structure of its own, or among the other elements
///   code, text or clock               the same
///   text or clock                     meter id and clock may come without a code
///
/// A value whose code has no field in a reading is skipped.
///
/// The cipher authenticates nothing, so the list must prove itself: its clock is `frame_time`, no
/// code occurs twice, each unit belongs to its code, the meter id has digits and capital letters
/// only, and no number is too great for any meter. Fails otherwise, and says where and what. The
/// reading counts as list 3; its texts are views of the bytes of the cursor.
[[nodiscard]] Reading take_list(Cursor& cursor, const std::optional<cosem::DateTime>& frame_time);

} // namespace kaifa::obis_list
