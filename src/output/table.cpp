#include "table.h"

#include <fmt/format.h>

#include <cstdlib>
#include <iterator>

namespace kaifa {
namespace {

/// An amount with its unit; empty if there is no amount.
std::string quantity(const std::optional<Decimal>& amount, std::string_view unit) {
  return amount ? fmt::format("{} {}", text(*amount), unit) : "";
}

/// "3 s behind", "2 min ahead of"
std::string clock_error(std::int64_t ahead_ms) {
  struct Unit {
    std::int64_t ms;
    std::string_view name;
  };
  constexpr std::array<Unit, 4> units = {
      {{86'400'000, "days"}, {3'600'000, "h"}, {60'000, "min"}, {1'000, "s"}}};
  const std::int64_t size_ms = std::abs(ahead_ms);
  for (const Unit& unit : units)
    if (size_ms >= 2 * unit.ms || unit.ms == units.back().ms)
      return fmt::format("{} {} {}", size_ms / unit.ms, unit.name,
                         ahead_ms < 0 ? "behind" : "ahead of");
  return "";
}

std::string_view wiring_text(Wiring wiring) {
  switch (wiring) {
  case Wiring::single_phase:
    return "single phase";
  case Wiring::three_wire:
    return "three phases, 3 wires";
  case Wiring::four_wire:
    return "three phases, 4 wires";
  case Wiring::unknown:
    break;
  }
  return "wires unknown: see --wiring";
}

class Table {
public:
  explicit Table(const Readout& readout) : readout_(readout), reading_(readout.reading) {}

  std::string text() && {
    meter();
    powers_and_energies();
    if (reading_.current_l1_a)
      phases();
    return std::move(text_);
  }

private:
  void meter() {
    if (reading_.meter_id)
      line("{:16} {}{} ({})", "Meter",
           reading_.meter_type ? printable(*reading_.meter_type) + " " : "",
           printable(*reading_.meter_id), wiring_text(reading_.wiring));
    line("{:16} {}", "List", reading_.list);
    if (const auto& clock = readout_.meter_clock)
      line("{:16} {}, {} this host", "Meter's clock", cosem::date_and_time(clock->shown),
           clock_error(clock->unix_s * 1000 - readout_.received_ms));
    if (const CtRatio ratio = readout_.ct_ratio; ratio.primary != ratio.secondary)
      line("{:16} multiplied by {}, as --ct-ratio says; voltages are not", "Transformers",
           kaifa::text(ratio));
    else if (reading_.meter_type && reading_.meter_type->starts_with("MA304T"))
      line("{:16} if there are any, give their ratio with --ct-ratio", "Transformers");
  }

  void powers_and_energies() {
    line("");
    line("{:16} {:>18} {:>18}", "", "import", "export");
    row("Active power", reading_.active_power_import_w, reading_.active_power_export_w, "W  ");
    row("Reactive power", reading_.reactive_power_import_var, reading_.reactive_power_export_var,
        "var");
    row("Active energy", in_thousands(reading_.active_energy_import_wh),
        in_thousands(reading_.active_energy_export_wh), "kWh");
    row("Reactive energy", in_thousands(reading_.reactive_energy_import_varh),
        in_thousands(reading_.reactive_energy_export_varh), "kvarh");
    if (reading_.power_factor)
      line("{:16} {:>18}", "Power factor", kaifa::text(*reading_.power_factor));
  }

  void phases() {
    const bool three = reading_.current_l3_a.has_value();
    const auto columns = [&](std::string_view name, const std::string& first,
                             const std::string& second, const std::string& third) {
      line("{:16} {:>18}{}", name, first,
           three ? fmt::format(" {:>14} {:>14}", second, third) : "");
    };
    line("");
    columns("Phase", "L1", "L2", "L3");
    columns("Current", quantity(reading_.current_l1_a, "A"),
            reading_.current_l2_a ? quantity(reading_.current_l2_a, "A") : "not measured",
            quantity(reading_.current_l3_a, "A"));
    std::string second = quantity(reading_.voltage_2_v, "V");
    if (reading_.wiring == Wiring::three_wire) {
      if (reading_.voltage_2_v && reading_.voltage_2_v->count == 0)
        second = "not measured";
      line("");
      columns("Between", "L1-L2", "L1-L3", "L2-L3");
    }
    columns("Voltage", quantity(reading_.voltage_1_v, "V"), second,
            quantity(reading_.voltage_3_v, "V"));
  }

  void row(std::string_view name, const std::optional<Decimal>& import,
           const std::optional<Decimal>& export_, std::string_view unit) {
    if (import)
      line("{:16} {:>18} {:>18}", name, quantity(import, unit), quantity(export_, unit));
  }

  template <typename... Arguments>
  void line(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Arguments>(arguments)...);
    text_.erase(text_.find_last_not_of(' ') + 1);
    text_ += '\n';
  }

  const Readout& readout_;
  const Reading& reading_;
  std::string text_;
};

} // namespace

std::string table(const Readout& readout) {
  return Table(readout).text();
}

} // namespace kaifa
