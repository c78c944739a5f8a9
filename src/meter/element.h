#pragma once

#include "reading.h"
#include "wire/cursor.h"

#include <array>
#include <variant>

namespace kaifa {

/// An OBIS code (IEC 62056-6-1): "1-0:1.7.0"_obis is the code of the active power import. The last
/// value is 255 if the text omits it.
using ObisCode = std::array<std::uint8_t, 6>;

consteval ObisCode operator""_obis(const char* text, std::size_t size) {
  ObisCode code = {0, 0, 0, 0, 0, 255};
  std::size_t part = 0;
  for (std::size_t i = 0; i < size; ++i) {
    if (text[i] < '0' || text[i] > '9')
      code.at(++part) = 0;
    else
      code.at(part) = static_cast<std::uint8_t>(code.at(part) * 10 + (text[i] - '0'));
  }
  return code;
}

/// What is measured, and in which unit (IEC 62056-6-2, "enum for the physical unit").
struct Quantity {
  std::string_view unit;
  std::uint8_t unit_code;
  int decimals;           ///< decimals of a number without a scaler
  std::uint64_t limit;    ///< no meter sends a greater number without a scaler
  std::int64_t plausible; ///< the greatest amount, in units, in a message that no check proves
  bool is_transformed;    ///< current transformers scale the quantity
};
inline constexpr std::uint64_t max_count = UINT32_MAX;
inline constexpr std::uint64_t max_energy = INT64_MAX / 3600; ///< in Ws, more would not fit
inline constexpr Quantity watt = {"W", 0x1b, 0, max_count, 1'000'000, true};
inline constexpr Quantity var = {"var", 0x1d, 0, max_count, 1'000'000, true};
inline constexpr Quantity wh = {"Wh", 0x1e, 0, max_energy, 100'000'000'000, true};
inline constexpr Quantity varh = {"varh", 0x20, 0, max_energy, 100'000'000'000, true};
inline constexpr Quantity ampere = {"A", 0x21, 3, 10'000'000, 1'000, true};
inline constexpr Quantity volt = {"V", 0x23, 1, 10'000, 1'000, false};
inline constexpr Quantity no_unit = {"", 0xff, 3, 1'000, 1, false}; ///< for a ratio

/// One thing that a meter can send.
struct Element {
  using Text = std::optional<std::string_view> Reading::*;
  using Amount = std::optional<Decimal> Reading::*;
  using Time = std::optional<cosem::DateTime> Reading::*;

  ObisCode obis;
  std::string_view name;
  std::variant<Text, Amount, Time> field;
  int from_list;                      ///< first list of KFM_001 with it; only_by_code if none
  const Quantity* quantity = nullptr; ///< only for an amount
  bool three_phases_only = false;
};
inline constexpr int only_by_code = 4;
inline constexpr bool three_phases = true;

/// All elements that a meter can send, in the order of KFM_001.
inline constexpr std::array<Element, 19> elements = {{
    {"1-1:0.2.129"_obis, "list version", &Reading::list_version, 2},
    {"0-0:96.1.0"_obis, "meter id", &Reading::meter_id, 2},
    {"0-0:96.1.7"_obis, "meter type", &Reading::meter_type, 2},
    {"1-0:1.7.0"_obis, "active power import", &Reading::active_power_import_w, 1, &watt},
    {"1-0:2.7.0"_obis, "active power export", &Reading::active_power_export_w, 2, &watt},
    {"1-0:3.7.0"_obis, "reactive power import", &Reading::reactive_power_import_var, 2, &var},
    {"1-0:4.7.0"_obis, "reactive power export", &Reading::reactive_power_export_var, 2, &var},
    {"1-0:31.7.0"_obis, "current L1", &Reading::current_l1_a, 2, &ampere},
    {"1-0:51.7.0"_obis, "current L2", &Reading::current_l2_a, 2, &ampere, three_phases},
    {"1-0:71.7.0"_obis, "current L3", &Reading::current_l3_a, 2, &ampere, three_phases},
    {"1-0:32.7.0"_obis, "voltage 1", &Reading::voltage_1_v, 2, &volt},
    {"1-0:52.7.0"_obis, "voltage 2", &Reading::voltage_2_v, 2, &volt, three_phases},
    {"1-0:72.7.0"_obis, "voltage 3", &Reading::voltage_3_v, 2, &volt, three_phases},
    {"0-0:1.0.0"_obis, "clock", &Reading::clock, 3},
    {"1-0:1.8.0"_obis, "active energy import", &Reading::active_energy_import_wh, 3, &wh},
    {"1-0:2.8.0"_obis, "active energy export", &Reading::active_energy_export_wh, 3, &wh},
    {"1-0:3.8.0"_obis, "reactive energy import", &Reading::reactive_energy_import_varh, 3, &varh},
    {"1-0:4.8.0"_obis, "reactive energy export", &Reading::reactive_energy_export_varh, 3, &varh},
    {"1-0:13.7.0"_obis, "power factor", &Reading::power_factor, only_by_code, &no_unit},
}};

/// The element of an OBIS code; nullptr if there is none. The list version has two codes.
[[nodiscard]] const Element* element_with(Bytes obis);

/// "1-0:1.7.0.255"; the bytes in hex if they are not an OBIS code.
[[nodiscard]] std::string obis_text(Bytes code);

/// Fails at a number too great for any meter: `count` times ten to the power of `scaler`.
void fail_beyond_any_meter(Cursor& cursor, std::size_t offset, const Element& element,
                           std::uint64_t count, int scaler);

} // namespace kaifa
