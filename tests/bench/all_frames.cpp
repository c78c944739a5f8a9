#include "all_frames.h"

namespace bench {

std::vector<simulator::Bytes> all_frames() {
  const simulator::Measurement measurement = {
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
  const simulator::LocalTime time = {.year = 2024, .month = 2, .day = 29, .hour = 13, .second = 10};
  std::vector<simulator::Bytes> frames;
  for (const auto& [name, variant] : simulator::all_variants)
    for (int list = simulator::is_swedish(variant) ? 3 : 1; list <= 3; ++list)
      frames.push_back(simulator::list_frame(variant, list, measurement, time));
  return frames;
}

} // namespace bench
