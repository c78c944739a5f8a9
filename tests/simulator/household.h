#pragma once

#include "encoder.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace simulator {

/// A metered house with solar panels. The same arguments and calls give the same values.
class Household {
public:
  Household(Variant variant, std::string meter_id, std::uint64_t seed,
            std::chrono::local_seconds start);

  /// Moves the clock forward. The power shown then was drawn constantly since the previous call:
  /// power times that time is exactly the rise of the energy registers.
  ///
  /// A Norwegian meter shows the registers of the last full hour, so every full hour needs a call
  /// of its own.
  void advance_to(std::chrono::local_seconds now);

  const Measurement& measurement() const { return measurement_; }

private:
  struct Appliance {
    double active_power_w;
    double reactive_power_var; ///< below 0: capacitive
    double mean_on_s;
    double mean_off_s;
    bool running = false;
  };

  /// The load between a phase and neutral, or between two phases of a 3-wire meter.
  struct Circuit {
    std::vector<Appliance> appliances;
    double voltage_v = 230;
    double active_power_w = 0;
    double reactive_power_var = 0;

    double signed_current_a() const;
  };

  struct Energy {
    std::uint64_t active_import_ws = 0;
    std::uint64_t active_export_ws = 0;
    std::uint64_t reactive_import_vars = 0;
    std::uint64_t reactive_export_vars = 0;
  };

  double random(double low, double high);
  double solar_power_w();
  void live(Circuit& circuit, double elapsed_s);
  void show_power();
  void show_currents_and_voltages();
  void count_energy(std::uint64_t elapsed_s);
  void show_energy();

  Variant variant_;
  std::mt19937_64 generator_;
  std::chrono::local_seconds now_;
  std::vector<Circuit> circuits_;
  double clear_sky_ = 0.8;
  Energy energy_;
  Measurement measurement_;
};

} // namespace simulator
