#pragma once

#include "element.h"

namespace kaifa::kfm001 {

/// A positional list carries all elements up to its number, of a single-phase or three-phase meter.
struct Layout {
  std::size_t count; ///< number of elements
  int list;
  bool three_phases;
};
[[nodiscard]] constexpr bool has(const Layout& layout, const Element& element) {
  return element.from_list <= layout.list && (layout.three_phases || !element.three_phases_only);
}

/// The layout of the positional list with `count` elements; nullptr if there is none.
[[nodiscard]] const Layout* layout_of(std::size_t count);

/// In a tagged list every value follows its OBIS code.
inline constexpr std::size_t tagged_count = 36;

/// Whether the body of a data-notification begins like a list of KFM_001: with a structure that has
/// the number of elements of such a list.
[[nodiscard]] bool begins(Bytes body);

/// Takes a list from the body of a data-notification, by the number and types of its elements or by
/// their OBIS codes. Fails for any other number of elements, list version or type of element, and
/// says where and what.
[[nodiscard]] Reading take_list(Cursor& cursor, const std::optional<cosem::DateTime>& frame_time);

} // namespace kaifa::kfm001
