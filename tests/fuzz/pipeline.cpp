#include "meter/reader.h"
#include "output/exposition.h"
#include "simulator/frame.h"
#include "support/exposition_parser.h"
#include "targets.h"

#include <optional>

namespace fuzz {
namespace {

/// The series of a name and one label, taken from what was printed.
class Printed {
public:
  explicit Printed(const std::string& text) : samples_(exposition_parser::samples_of(text)) {}

  [[nodiscard]] std::optional<std::string> value(const std::string& name) const {
    for (const auto& sample : samples_)
      if (sample.name == name)
        return sample.value;
    return {};
  }

  [[nodiscard]] std::string label(const std::string& name, const std::string& label) const {
    for (const auto& sample : samples_)
      if (sample.name == name)
        return sample.labels.at(label);
    return {};
  }

private:
  std::vector<exposition_parser::Sample> samples_;
};

/// The count, with a point before the last decimals, as a plain number.
std::optional<std::string> text(const std::optional<kaifa::Decimal>& amount,
                                std::int64_t factor = 1) {
  if (!amount)
    return {};
  std::string digits = std::to_string(amount->count * factor);
  const auto decimals = static_cast<std::size_t>(amount->decimals);
  if (digits.size() <= decimals)
    digits.insert(0, decimals + 1 - digits.size(), '0');
  return decimals == 0 ? digits : digits.insert(digits.size() - decimals, ".");
}

void require_same(const Printed& printed, const kaifa::Reading& reading) {
  const auto same = [&](const std::string& name, const std::optional<std::string>& value) {
    require(printed.value(name) == value, name + " is printed as it was read");
  };
  constexpr std::int64_t seconds_per_hour = 3600;
  same("kaifa_active_power_import_watts", text(reading.active_power_import_w));
  same("kaifa_active_power_export_watts", text(reading.active_power_export_w));
  same("kaifa_reactive_power_import_vars", text(reading.reactive_power_import_var));
  same("kaifa_reactive_power_export_vars", text(reading.reactive_power_export_var));
  same("kaifa_current_amperes", text(reading.current_l1_a));
  same("kaifa_active_energy_import_joules_total",
       text(reading.active_energy_import_wh, seconds_per_hour));
  same("kaifa_active_energy_export_joules_total",
       text(reading.active_energy_export_wh, seconds_per_hour));
  same("kaifa_reactive_energy_import_var_seconds_total",
       text(reading.reactive_energy_import_varh, seconds_per_hour));
  same("kaifa_reactive_energy_export_var_seconds_total",
       text(reading.reactive_energy_export_varh, seconds_per_hour));
  if (reading.meter_id)
    require(printed.label("kaifa_meter_info", "meter_id") == kaifa::printable(*reading.meter_id),
            "the meter id is printed as it was read");
}

} // namespace

void pipeline(Bytes input) {
  constexpr std::size_t longest = 2000;
  if (input.empty() || input.size() > longest)
    return;
  const simulator::Bytes frame = simulator::hdlc_frame(input);
  kaifa::Reader reader;
  Bytes stream(frame);
  const auto event = reader.next(stream);
  const auto* reception = event ? std::get_if<kaifa::Reception>(&*event) : nullptr;
  if (!reception)
    return;
  const kaifa::CommonLabels labels = {{"house", "\"a\\b\"\n"}};
  const kaifa::Readout readout{.reading = reception->reading,
                               .statistics = reader.statistics(),
                               .frame = reception->frame.bytes,
                               .labels = labels,
                               .meter_clock = {},
                               .energy_clock = {},
                               .received_ms = 0,
                               .duration_ms = 0};
  require_same(Printed(kaifa::exposition(readout)), reception->reading);
}

} // namespace fuzz
