#include "frames.h"

#include "formatted.h"

#include <stdexcept>

namespace support {

simulator::Measurement distinct_measurement() {
  return {
      .meter_id = "6970631400000042",
      .meter_type = "MA304H3E",
      .active_power_import_w = 1501,
      .active_power_export_w = 2502,
      .reactive_power_import_var = 3503,
      .reactive_power_export_var = 4504,
      .current_ma = {14, 5505, 16006},
      .voltage_dv = {2301, 0, 2303},
      .active_energy_import_wh = 12'345'678,
      .active_energy_export_wh = 23'456'789,
      .reactive_energy_import_varh = 34'567,
      .reactive_energy_export_varh = 4'000'000'000,
  };
}

simulator::Bytes frame(int list, simulator::Variant variant) {
  simulator::Measurement measurement = distinct_measurement();
  if (variant != simulator::Variant::norway_3_wire)
    measurement.meter_type =
        variant == simulator::Variant::norway_single_phase ? "MA105H2E" : "MA304H4";
  return simulator::list_frame(variant, list, measurement,
                               *simulator::parse_local_time("2024-02-29T12:58:20"));
}

std::string to_string(std::span<const std::uint8_t> bytes) {
  return {bytes.begin(), bytes.end()};
}

Samples said_in(std::span<const std::uint8_t> stream, int list, const std::string& labels) {
  for (const reference::Row& row : reference::decode(stream))
    if (list == 1 || (list == 2 && !row.at("meter_id").empty()) || !row.at("meter_clock").empty())
      return samples_of(row, labels);
  throw std::runtime_error(kaifa::formatted("the reference decoder finds no list {}", list));
}

} // namespace support
