#include "table.h"

#include "formatted.h"

#include <cstdlib>

namespace kaifa {
namespace {

/// An amount with its unit; empty if there is no amount.
std::string quantity(const std::optional<Decimal>& amount, std::string_view unit) {
  return amount ? formatted("{} {}", text(*amount), unit) : "";
}

constexpr std::int64_t minute_s = 60;
constexpr std::int64_t hour_s = 60 * minute_s;
constexpr std::int64_t day_s = 24 * hour_s;

/// The quotient, rounded half up.
constexpr std::int64_t rounded(std::int64_t dividend, std::int64_t divisor) {
  const std::int64_t floor = dividend / divisor - (dividend % divisor < 0 ? 1 : 0);
  return floor + (dividend - floor * divisor >= divisor - divisor / 2 ? 1 : 0);
}

/// "119 s", "57 min", "1 h", "1 h 30 min", "3 days". A time within two minutes of full hours is
/// shown in hours.
std::string duration_text(std::int64_t s) {
  constexpr std::int64_t shortest_in_min = 2 * minute_s;
  constexpr std::int64_t shortest_in_days = 2 * day_s;
  constexpr std::int64_t about_an_hour_min = 2;
  if (s < shortest_in_min)
    return formatted("{} s", s);
  if (s >= shortest_in_days)
    return formatted("{} days", rounded(s, day_s));
  const std::int64_t min = rounded(s, minute_s);
  const std::int64_t h = rounded(min, hour_s / minute_s);
  if (h > 0 && std::abs(min - h * (hour_s / minute_s)) <= about_an_hour_min)
    return formatted("{} h", h);
  if (s < hour_s)
    return formatted("{} min", min);
  return formatted("{} h {} min", min / (hour_s / minute_s), min % (hour_s / minute_s));
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
    if (has_currents() || has_voltages())
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
    if (readout_.meter_clock)
      clock(*readout_.meter_clock);
    if (const CtRatio ratio = readout_.ct_ratio; ratio.primary != ratio.secondary)
      line("{:16} multiplied by {}, as --ct-ratio says; voltages are not", "Transformers",
           kaifa::text(ratio));
    else if (reading_.meter_type && reading_.meter_type->starts_with("MA304T"))
      line("{:16} if there are any, give their ratio with --ct-ratio", "Transformers");
  }

  void clock(const Clock& clock) {
    const std::int64_t ahead_s = rounded(clock.unix_s * 1000 - readout_.received_ms, 1000);
    line("{:16} {}, {} {} this host", "Meter's clock", cosem::date_and_time(clock.shown),
         duration_text(std::abs(ahead_s)), ahead_s < 0 ? "behind" : "ahead of");
    if (!readout_.is_from_port)
      return;

    constexpr std::int64_t most_hours_between_zones = 26;
    constexpr std::int64_t near_s = 5 * minute_s;
    const std::int64_t hours = rounded(ahead_s, hour_s);
    const std::int64_t rest_s = ahead_s - hours * hour_s;
    if (hours != 0 && std::abs(hours) <= most_hours_between_zones && std::abs(rest_s) <= near_s &&
        !cosem::deviation_seconds(clock.shown))
      line("{:16} whole hours off: is --timezone the zone of the meter's clock?", "");

    // The timer starts a minute before list 3 is due by the meter's clock, and waits for two
    // minutes. Only meters that also send shorter lists send list 3 just once an hour.
    constexpr std::int64_t timer_s = 59 * minute_s + 10;
    constexpr int list_3 = 3;
    if (const std::int64_t begin_s = (timer_s - rest_s + hour_s) % hour_s;
        std::abs(rest_s) > minute_s && reading_.list < list_3)
      line("{:16} a timer at 59:10 misses list 3: OnCalendar=*:{:02}:{:02} (CAVEATS)", "",
           begin_s / minute_s, begin_s % minute_s);
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

  [[nodiscard]] bool has_currents() const {
    return reading_.current_l1_a || reading_.current_l2_a || reading_.current_l3_a;
  }
  [[nodiscard]] bool has_voltages() const {
    return reading_.voltage_1_v || reading_.voltage_2_v || reading_.voltage_3_v;
  }

  void phases() {
    const bool three = reading_.current_l2_a || reading_.current_l3_a || reading_.voltage_2_v ||
                       reading_.voltage_3_v;
    const auto columns = [&](std::string_view name, const std::string& first,
                             const std::string& second, const std::string& third) {
      line("{:16} {:>18}{}", name, first, three ? formatted(" {:>14} {:>14}", second, third) : "");
    };
    const bool is_between = reading_.wiring == Wiring::three_wire;
    const bool is_unknown = reading_.wiring == Wiring::unknown;
    if (has_currents() || !(is_between || is_unknown)) {
      line("");
      columns("Phase", "L1", "L2", "L3");
    }
    if (has_currents())
      columns("Current", quantity(reading_.current_l1_a, "A"),
              is_between && !reading_.current_l2_a ? "not measured"
                                                   : quantity(reading_.current_l2_a, "A"),
              quantity(reading_.current_l3_a, "A"));
    if (!has_voltages())
      return;
    if (is_between || is_unknown)
      line("");
    if (is_between)
      columns("Between", "L1-L2", "L1-L3", "L2-L3");
    if (is_unknown)
      columns("Wires unknown", "1", "2", "3");
    const bool is_unmeasured =
        is_between && reading_.voltage_2_v && reading_.voltage_2_v->count == 0;
    columns("Voltage", quantity(reading_.voltage_1_v, "V"),
            is_unmeasured ? "not measured" : quantity(reading_.voltage_2_v, "V"),
            quantity(reading_.voltage_3_v, "V"));
  }

  void row(std::string_view name, const std::optional<Decimal>& import,
           const std::optional<Decimal>& export_, std::string_view unit) {
    if (import || export_)
      line("{:16} {:>18} {:>18}", name, quantity(import, unit), quantity(export_, unit));
  }

  template <typename... Arguments>
  void line(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    text_ += formatted(format, std::forward<Arguments>(arguments)...);
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
