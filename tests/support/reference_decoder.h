#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// A second decoder to compare the real one with. It shares no code with the real one, has the
/// whole stream in memory and prefers being obviously right to being fast.
namespace reference {

/// The header of the `.expected.tsv` files.
inline constexpr std::array<std::string_view, 21> columns = {
    "frame",
    "elements",
    "frame_clock",
    "list_version",
    "meter_id",
    "meter_type",
    "active_power_import_w",
    "active_power_export_w",
    "reactive_power_import_var",
    "reactive_power_export_var",
    "current_l1_ma",
    "current_l2_ma",
    "current_l3_ma",
    "voltage_1_dv",
    "voltage_2_dv",
    "voltage_3_dv",
    "meter_clock",
    "active_energy_import_wh",
    "active_energy_export_wh",
    "reactive_energy_import_varh",
    "reactive_energy_export_varh",
};

/// Text by column. Every column is present; the text is empty if the frame lacks the value.
using Row = std::map<std::string, std::string>;

/// One row for every valid frame that holds a KFM_001 list, in the order of the stream; `frame`
/// numbers the rows from 0.
std::vector<Row> decode(std::span<const std::uint8_t> stream);

} // namespace reference
