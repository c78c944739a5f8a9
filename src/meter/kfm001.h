#pragma once

#include "reading.h"
#include "wire/apdu.h"

#include <array>
#include <span>
#include <variant>

namespace kaifa::kfm001 {

using ObisCode = std::array<std::uint8_t, 6>;

/// An element of a list: its code and name, and the field of the reading that holds it.
struct Element {
  using Field =
      std::variant<std::optional<std::string_view> Reading::*,
                   std::optional<std::uint32_t> Reading::*, std::optional<std::uint64_t> Reading::*,
                   std::optional<cosem::DateTime> Reading::*>;

  ObisCode obis;
  std::string_view name;
  Field field;
  std::string_view unit{}; ///< of `10^decimals` counts
  int decimals = 0;
};

/// The elements of a positional list in their order. Empty where no such list has so many.
///
///   1          list 1
///   9, 13      list 2 of a single phase, of a three phase meter
///   14, 18     list 3 of a single phase, of a three phase meter
[[nodiscard]] std::span<const Element* const> positional_layout(std::size_t count);

/// In a tagged list every value follows its OBIS code.
inline constexpr std::size_t tagged_count = 36;
/// The element of an OBIS code; none where the lists have no such element.
[[nodiscard]] const Element* element_with(Bytes obis);

/// Energy registers (Wh, varh) beyond this are refused: in Ws they would leave 63 bits.
inline constexpr std::uint64_t max_energy_wh = INT64_MAX / 3600;

/// From the body of a data-notification, by the number of its elements and their types, or by
/// their OBIS codes. Lists of another number, version or type of element are errors that say
/// where and what.
[[nodiscard]] Result<Reading> decode(const apdu::DataNotification& notification);

} // namespace kaifa::kfm001
