#include "household.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace simulator {

namespace {

constexpr double nominal_voltage_v = 230;
constexpr double solar_peak_w = 4000;
constexpr std::uint64_t seconds_per_hour = 3600;
constexpr double always_s = 1e9;

/// A meter with current transformers serves a whole building.
constexpr double households_behind_current_transformers = 20;

bool is_single_phase(Variant variant) {
  return variant == Variant::norway_single_phase ||
         variant == Variant::austria_ksm_west_single_phase;
}

double households(Variant variant) {
  return variant == Variant::sweden_ct ? households_behind_current_transformers : 1;
}

std::uint32_t count(double value) {
  return static_cast<std::uint32_t>(std::lround(value));
}

/// The currents of the circuits L1-L2, L1-L3 and L2-L3 meet in each line 60 degrees apart.
double line_current_a(double one_a, double other_a) {
  return std::sqrt(one_a * one_a + other_a * other_a + one_a * other_a);
}

} // namespace

Household::Household(Variant variant, std::string meter_id, std::uint64_t seed,
                     std::chrono::local_seconds start)
    : variant_(variant), generator_(seed), now_(start) {
  const Appliance electronics{180, -140, always_s, 1};
  const Appliance ventilation{70, 25, always_s, 1};
  const Appliance standby{35, -30, always_s, 1};
  const Appliance refrigerator{95, 60, 900, 1800};
  const Appliance kettle{1900, 0, 150, 5400};
  const Appliance water_heater{2000, 0, 1800, 5400};
  const Appliance heat_pump{850, 320, 2400, 1200};
  const Appliance floor_heating{600, 0, 600, 900};
  if (is_single_phase(variant))
    circuits_ = {{{electronics, refrigerator, kettle, water_heater, floor_heating}}};
  else
    circuits_ = {{{electronics, kettle}},
                 {{ventilation, refrigerator, water_heater}},
                 {{standby, heat_pump, floor_heating}}};
  for (Circuit& circuit : circuits_) {
    for (Appliance& appliance : circuit.appliances)
      appliance.running =
          random(0, appliance.mean_on_s + appliance.mean_off_s) < appliance.mean_on_s;
  }

  measurement_.meter_id = std::move(meter_id);
  measurement_.meter_type = meter_type_of(variant);
  const std::uint64_t initial_wh = variant == Variant::sweden_ct ? 5'012'345'678 : 12'345'678;
  energy_.active_import_ws = initial_wh * seconds_per_hour;
  energy_.reactive_export_vars = initial_wh / 10 * seconds_per_hour;
  show_energy();
}

void Household::advance_to(std::chrono::local_seconds now) {
  const std::chrono::seconds elapsed = now - now_;
  now_ = now;
  const double solar_w = solar_power_w() / static_cast<double>(circuits_.size());
  for (Circuit& circuit : circuits_) {
    live(circuit, static_cast<double>(elapsed.count()));
    circuit.active_power_w -= solar_w;
  }
  show_power();
  show_currents_and_voltages();
  count_energy(static_cast<std::uint64_t>(elapsed.count()));
  const bool is_full_hour = std::chrono::floor<std::chrono::hours>(now) == now;
  if (is_swedish(variant_) || is_austrian(variant_) || is_full_hour)
    show_energy();
}

double Household::Circuit::signed_current_a() const {
  return std::copysign(std::hypot(active_power_w, reactive_power_var), active_power_w) / voltage_v;
}

double Household::random(double low, double high) {
  return std::uniform_real_distribution(low, high)(generator_);
}

double Household::solar_power_w() {
  clear_sky_ = std::clamp(clear_sky_ + random(-0.02, 0.02), 0.2, 1.0);
  const std::chrono::duration<double, std::ratio<3600>> hour =
      now_ - std::chrono::floor<std::chrono::days>(now_);
  const double elevation = std::sin((hour.count() - 6) / 12 * std::numbers::pi);
  return solar_peak_w * clear_sky_ * std::max(0.0, elevation) * households(variant_);
}

void Household::live(Circuit& circuit, double elapsed_s) {
  circuit.active_power_w = 0;
  circuit.reactive_power_var = 0;
  for (Appliance& appliance : circuit.appliances) {
    const double mean_s = appliance.running ? appliance.mean_on_s : appliance.mean_off_s;
    if (random(0, 1) < elapsed_s / mean_s)
      appliance.running = !appliance.running;
    if (!appliance.running)
      continue;
    const double scale = random(0.99, 1.01) * households(variant_);
    circuit.active_power_w += appliance.active_power_w * scale;
    circuit.reactive_power_var += appliance.reactive_power_var * scale;
  }
  circuit.voltage_v += 0.05 * (nominal_voltage_v - circuit.voltage_v) + random(-0.6, 0.6);
}

void Household::show_power() {
  double active_w = 0;
  double reactive_var = 0;
  for (const Circuit& circuit : circuits_) {
    active_w += circuit.active_power_w;
    reactive_var += circuit.reactive_power_var;
  }
  measurement_.active_power_import_w = count(std::max(active_w, 0.0));
  measurement_.active_power_export_w = count(std::max(-active_w, 0.0));
  measurement_.reactive_power_import_var = count(std::max(reactive_var, 0.0));
  measurement_.reactive_power_export_var = count(std::max(-reactive_var, 0.0));
  measurement_.power_factor_per_mille =
      count(1000 * std::abs(active_w) / std::max(std::hypot(active_w, reactive_var), 1.0));
}

void Household::show_currents_and_voltages() {
  std::array<double, 3> current_a{};
  for (std::size_t i = 0; i < circuits_.size(); ++i) {
    current_a[i] = circuits_[i].signed_current_a();
    measurement_.voltage_dv[i] = count(circuits_[i].voltage_v * 10);
  }
  if (variant_ == Variant::norway_3_wire) {
    current_a = {line_current_a(current_a[0], current_a[1]),
                 line_current_a(current_a[0], current_a[2]),
                 line_current_a(current_a[1], current_a[2])};
    measurement_.voltage_dv[1] = 0;
  }
  for (std::size_t i = 0; i < circuits_.size(); ++i)
    measurement_.current_ma[i] = count(std::abs(current_a[i]) * 1000);
}

void Household::count_energy(std::uint64_t elapsed_s) {
  energy_.active_import_ws += measurement_.active_power_import_w * elapsed_s;
  energy_.active_export_ws += measurement_.active_power_export_w * elapsed_s;
  energy_.reactive_import_vars += measurement_.reactive_power_import_var * elapsed_s;
  energy_.reactive_export_vars += measurement_.reactive_power_export_var * elapsed_s;
}

void Household::show_energy() {
  measurement_.active_energy_import_wh = energy_.active_import_ws / seconds_per_hour;
  measurement_.active_energy_export_wh = energy_.active_export_ws / seconds_per_hour;
  measurement_.reactive_energy_import_varh = energy_.reactive_import_vars / seconds_per_hour;
  measurement_.reactive_energy_export_varh = energy_.reactive_export_vars / seconds_per_hour;
}

} // namespace simulator
