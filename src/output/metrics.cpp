#include "metrics.h"

#include "version.h"

namespace kaifa {
namespace {

void add(const Family& family, const std::optional<Decimal>& value, Samples& samples,
         std::array<Label, 3> labels = {}) {
  if (value)
    samples.push_back({&family, labels, *value});
}

Decimal whole(std::uint64_t count) {
  return {static_cast<std::int64_t>(count)};
}

template <auto field>
void collect_field(const Family& family, const Readout& readout, Samples& samples) {
  add(family, readout.reading.*field, samples);
}

/// Registers count watt-hours (or var-hours); the base unit is the watt-second.
template <auto field>
void collect_energy(const Family& family, const Readout& readout, Samples& samples) {
  constexpr std::int64_t seconds_per_hour = 3600;
  if (const auto& energy = readout.reading.*field)
    add(family, Decimal{energy->count * seconds_per_hour, energy->decimals}, samples);
}

/// The sample has only the labels that the list provided.
void collect_info(const Family& family, const Readout& readout, Samples& samples) {
  const Reading& reading = readout.reading;
  Sample sample = {&family, {}, {1}};
  std::size_t count = 0;
  const auto add_label = [&](std::string_view name, const std::optional<std::string_view>& value) {
    if (value)
      sample.labels[count++] = {name, *value};
  };
  add_label("meter_id", reading.meter_id);
  add_label("meter_type", reading.meter_type);
  add_label("list_version", reading.list_version);
  if (count > 0)
    samples.push_back(sample);
}

void collect_build_info(const Family& family, const Readout& /*readout*/, Samples& samples) {
  add(family, Decimal{1}, samples, {{{"version", version}}});
}

void collect_current(const Family& family, const Readout& readout, Samples& samples) {
  const Reading& reading = readout.reading;
  add(family, reading.current_l1_a, samples, {{{"phase", "L1"}}});
  add(family, reading.current_l2_a, samples, {{{"phase", "L2"}}});
  add(family, reading.current_l3_a, samples, {{{"phase", "L3"}}});
}

void collect_voltage(const Family& family, const Readout& readout, Samples& samples) {
  const Reading& reading = readout.reading;
  switch (reading.wiring) {
  case Wiring::unknown:
    return;
  case Wiring::three_wire:
    add(family, reading.voltage_1_v, samples, {{{"phase", "L1-L2"}}});
    if (reading.voltage_2_v && reading.voltage_2_v->count != 0)
      add(family, reading.voltage_2_v, samples, {{{"phase", "L1-L3"}}});
    add(family, reading.voltage_3_v, samples, {{{"phase", "L2-L3"}}});
    return;
  case Wiring::single_phase:
  case Wiring::four_wire:
    add(family, reading.voltage_1_v, samples, {{{"phase", "L1"}}});
    add(family, reading.voltage_2_v, samples, {{{"phase", "L2"}}});
    add(family, reading.voltage_3_v, samples, {{{"phase", "L3"}}});
    return;
  }
}

template <auto clock>
void collect_clock(const Family& family, const Readout& readout, Samples& samples) {
  if (const auto& known = readout.*clock)
    add(family, Decimal{known->unix_s}, samples);
}

template <auto time_ms>
void collect_seconds(const Family& family, const Readout& readout, Samples& samples) {
  add(family, Decimal{readout.*time_ms, 3}, samples);
}

void collect_discarded(const Family& family, const Readout& readout, Samples& samples) {
  add(family, whole(readout.statistics.discarded_bytes), samples);
}

void collect_rejected(const Family& family, const Readout& readout, Samples& samples) {
  for (std::size_t i = 0; i < reason_texts.size(); ++i)
    add(family, whole(readout.statistics.rejections[i]), samples,
        {{{"reason", reason_texts[i].name}}});
}

constexpr std::array<Family, 19> all_families = {{
    {"kaifa_meter_info", "gauge", "The meter that was read; always 1.", Part::reading,
     collect_info},
    {"kaifa_exporter_build_info", "gauge", "The version of kaifa-exporter that read it; always 1.",
     Part::reading, collect_build_info},
    {"kaifa_active_power_import_watts", "gauge", "Active power drawn from the grid (Q1+Q4).",
     Part::reading, collect_field<&Reading::active_power_import_w>},
    {"kaifa_active_power_export_watts", "gauge", "Active power fed into the grid (Q2+Q3).",
     Part::reading, collect_field<&Reading::active_power_export_w>},
    {"kaifa_reactive_power_import_vars", "gauge", "Reactive power drawn from the grid (Q1+Q2).",
     Part::reading, collect_field<&Reading::reactive_power_import_var>},
    {"kaifa_reactive_power_export_vars", "gauge", "Reactive power fed into the grid (Q3+Q4).",
     Part::reading, collect_field<&Reading::reactive_power_export_var>},
    {"kaifa_current_amperes", "gauge", "Current of each phase.", Part::reading, collect_current},
    {"kaifa_voltage_volts", "gauge",
     "Voltage of each phase, or between two phases on a 3-wire meter.", Part::reading,
     collect_voltage},
    {"kaifa_power_factor_ratio", "gauge", "Power factor, from 0 to 1.", Part::reading,
     collect_field<&Reading::power_factor>},
    {"kaifa_meter_clock_timestamp_seconds", "gauge",
     "Unix time that the meter's clock showed in the frame.", Part::reading,
     collect_clock<&Readout::meter_clock>},
    {"kaifa_frame_received_timestamp_seconds", "gauge",
     "Unix time of this host at which the last byte of the frame came.", Part::reading,
     collect_seconds<&Readout::received_ms>},
    {"kaifa_read_duration_seconds", "gauge",
     "Time from the start of the run to the last byte of the frame.", Part::reading,
     collect_seconds<&Readout::duration_ms>},
    {"kaifa_read_discarded_bytes", "gauge",
     "Bytes before the frame that belonged to no valid frame.", Part::reading, collect_discarded},
    {"kaifa_read_rejected_frames", "gauge", "Frames rejected before the frame, by reason.",
     Part::reading, collect_rejected},
    {"kaifa_active_energy_import_joules_total", "counter",
     "Active energy drawn from the grid (A+), by the meter's register.", Part::energy,
     collect_energy<&Reading::active_energy_import_wh>},
    {"kaifa_active_energy_export_joules_total", "counter",
     "Active energy fed into the grid (A-), by the meter's register.", Part::energy,
     collect_energy<&Reading::active_energy_export_wh>},
    {"kaifa_reactive_energy_import_var_seconds_total", "counter",
     "Reactive energy drawn from the grid (R+), by the meter's register.", Part::energy,
     collect_energy<&Reading::reactive_energy_import_varh>},
    {"kaifa_reactive_energy_export_var_seconds_total", "counter",
     "Reactive energy fed into the grid (R-), by the meter's register.", Part::energy,
     collect_energy<&Reading::reactive_energy_export_varh>},
    {"kaifa_energy_clock_timestamp_seconds", "gauge",
     "Unix time that the meter's clock showed with the energy registers.", Part::energy,
     collect_clock<&Readout::energy_clock>},
}};

} // namespace

std::span<const Family> families() {
  return all_families;
}

Samples samples_of(const Readout& readout) {
  constexpr std::size_t most_samples = 50;
  Samples samples;
  samples.reserve(most_samples);
  for (const Family& family : all_families)
    family.collect(family, readout, samples);
  return samples;
}

} // namespace kaifa
