#pragma once

#include "kfm001.h"
#include "obis_list.h"

namespace kaifa {

/// A list that a meter sends in the body of a data-notification.
struct List {
  bool (*begins)(Bytes body); ///< whether a body begins like this list
  Reading (*take)(Cursor& cursor, const std::optional<cosem::DateTime>& frame_time);
  bool proves_itself;   ///< may come in a ciphered message, which no check sequence proves
  std::uint8_t control; ///< of the HDLC frames of its meters
};

/// All lists that are read. Of those that a body begins like, the first one takes it.
inline constexpr std::array<List, 2> lists = {{
    {kfm001::begins, kfm001::take_list, false, 0x10},
    {obis_list::begins, obis_list::take_list, true, 0x10},
}};

} // namespace kaifa
