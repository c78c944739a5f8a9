#pragma once

#include "kfm001.h"
#include "obis_list.h"

namespace kaifa {

/// A list that a meter sends in the body of a data-notification.
struct List {
  bool (*begins)(Bytes body); ///< whether a body begins like this list
  Reading (*take)(Cursor& cursor, const std::optional<cosem::DateTime>& frame_time);
  bool proves_itself;   ///< its own values prove it, so it needs no check sequence
  std::uint8_t control; ///< control byte of its meters' HDLC frames, if they send HDLC frames
};

/// All lists that can be read. The first list whose beginning matches takes the body.
inline constexpr std::array<List, 2> lists = {{
    {kfm001::begins, kfm001::take_list, false, 0x10},
    {obis_list::begins, obis_list::take_list, true, 0x10},
}};

} // namespace kaifa
