#pragma once

#include "decimal.h"
#include "wire/date_time.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace kaifa {

/// The conductors between which a meter measures its voltages.
enum class Wiring {
  unknown,      ///< three phases, with three or four wires
  single_phase, ///< voltage 1 is the phase voltage
  three_wire,   ///< voltages 1, 2, 3 are L1-L2, L1-L3, L2-L3; 2 is not measured but sent as 0
  four_wire,    ///< voltages 1, 2, 3 are L1, L2, L3; 0 means a dead phase
};

/// The contents of one list, each amount with the decimals that the list gives. An element that the
/// list does not contain is nullopt. The texts are views of the frame and live as long as the
/// frame.
struct Reading {
  int list;
  Wiring wiring = Wiring::unknown;
  std::optional<cosem::DateTime> frame_time; ///< from the data-notification

  std::optional<std::string_view> list_version;
  std::optional<std::string_view> meter_id;
  std::optional<std::string_view> meter_type;

  std::optional<Decimal> active_power_import_w;
  std::optional<Decimal> active_power_export_w;
  std::optional<Decimal> reactive_power_import_var;
  std::optional<Decimal> reactive_power_export_var;
  std::optional<Decimal> current_l1_a;
  std::optional<Decimal> current_l2_a;
  std::optional<Decimal> current_l3_a;
  std::optional<Decimal> voltage_1_v;
  std::optional<Decimal> voltage_2_v;
  std::optional<Decimal> voltage_3_v;
  std::optional<Decimal> power_factor; ///< 0 to 1

  std::optional<cosem::DateTime> clock; ///< when the energy registers were read
  std::optional<Decimal> active_energy_import_wh;
  std::optional<Decimal> active_energy_export_wh;
  std::optional<Decimal> reactive_energy_import_varh;
  std::optional<Decimal> reactive_energy_export_varh;
};

/// What a clock of the meter shows, and the same time as Unix time.
struct Clock {
  cosem::DateTime shown;
  std::int64_t unix_s;
};

/// The clocks of a reading. A clock that shows an impossible time is absent.
struct Clocks {
  std::optional<Clock> meter;  ///< when the meter sent the frame: frame time, else energy clock
  std::optional<Clock> energy; ///< when the meter read its energy registers
};

/// The Unix time that a clock shows while the host's clock shows about `now_s` (Unix time).
using ToUnixTime = std::optional<std::int64_t> (*)(const cosem::DateTime& time, std::int64_t now_s);

/// If only one of the two clocks states its offset from UTC, the offset holds for both.
[[nodiscard]] Clocks clocks_of(const Reading& reading, std::int64_t now_s, ToUnixTime to_unix_time);

} // namespace kaifa
