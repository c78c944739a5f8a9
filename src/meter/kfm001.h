#pragma once

#include "reading.h"

#include <variant>

namespace kaifa::kfm001 {

using ObisCode = std::array<std::uint8_t, 6>;

/// An element of a list: its code and name, the field of the reading that holds it, and which lists
/// carry it.
struct Element {
  using Field =
      std::variant<std::optional<std::string_view> Reading::*, std::optional<Decimal> Reading::*,
                   std::optional<cosem::DateTime> Reading::*>;

  ObisCode obis;
  std::string_view name;
  Field field;
  int from_list;
  bool three_phases_only = false;
  std::string_view unit{};
  int decimals = 0;
  std::uint64_t limit = UINT32_MAX; ///< a greater count is refused: no meter has it
};

/// A positional list carries the elements up to its number, of a single or three phase meter.
struct Layout {
  int list;
  bool three_phases;
};
[[nodiscard]] bool has(Layout layout, const Element& element);

/// The layout of a list of so many elements; nullopt if no positional list has so many.
[[nodiscard]] std::optional<Layout> layout_of(std::size_t count);

/// All elements in the order of positional lists.
[[nodiscard]] std::span<const Element> elements();

/// The element of an OBIS code; nullptr if the lists have no such element.
[[nodiscard]] const Element* element_with(Bytes obis);

/// "1-0:1.7.0.255"
[[nodiscard]] std::string obis_text(Bytes code);

/// In a tagged list every value follows its OBIS code.
inline constexpr std::size_t tagged_count = 36;

/// Energy registers (Wh, varh) beyond this are refused: in Ws they would leave 63 bits.
inline constexpr std::uint64_t max_energy_wh = INT64_MAX / 3600;

/// Takes a list from the body of a data-notification, by the number of its elements and their
/// types, or by their OBIS codes. Fails for lists of another number, version or type of element,
/// and says where and what.
[[nodiscard]] Reading take_list(Cursor& cursor);

} // namespace kaifa::kfm001
