#pragma once

#include "wire/date_time.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace kaifa {

/// How the voltages of a meter are to be understood.
enum class Wiring {
  unknown,      ///< three phases, with three or four wires
  single_phase, ///< voltage 1 is that of the phase
  three_wire,   ///< voltages 1, 2, 3 are L1-L2, L1-L3, L2-L3; 2 is not measured and sent as 0
  four_wire,    ///< voltages 1, 2, 3 are L1, L2, L3; 0 is a dead phase
};

/// What a meter says in one list, in the counts that it sent. What the list does not carry is not
/// there. The texts are views of the frame and live as long as it does.
struct Reading {
  int list;
  Wiring wiring = Wiring::unknown;
  std::optional<cosem::DateTime> frame_time; ///< of the data-notification

  std::optional<std::string_view> list_version;
  std::optional<std::string_view> meter_id;
  std::optional<std::string_view> meter_type;

  std::optional<std::uint32_t> active_power_import_w;
  std::optional<std::uint32_t> active_power_export_w;
  std::optional<std::uint32_t> reactive_power_import_var;
  std::optional<std::uint32_t> reactive_power_export_var;
  std::optional<std::uint32_t> current_l1_ma;
  std::optional<std::uint32_t> current_l2_ma;
  std::optional<std::uint32_t> current_l3_ma;
  std::optional<std::uint32_t> voltage_1_dv; ///< in tenths of a volt
  std::optional<std::uint32_t> voltage_2_dv;
  std::optional<std::uint32_t> voltage_3_dv;

  std::optional<cosem::DateTime> clock; ///< of the energy registers
  std::optional<std::uint64_t> active_energy_import_wh;
  std::optional<std::uint64_t> active_energy_export_wh;
  std::optional<std::uint64_t> reactive_energy_import_varh;
  std::optional<std::uint64_t> reactive_energy_export_varh;
};

} // namespace kaifa
