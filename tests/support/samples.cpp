#include "samples.h"

#include "formatted.h"
#include "reference_push.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <iterator>
#include <stdexcept>
#include <vector>

namespace support {
namespace {

using exposition_parser::Labels;

/// name{a="b",c="d"}, with values that are not escaped.
std::string series_of(const std::string& name, const Labels& labels) {
  std::vector<std::string> shown;
  for (const auto& [label, value] : labels)
    shown.push_back(kaifa::formatted("{}=\"{}\"", label, value));
  return shown.empty() ? name : kaifa::formatted("{}{{{}}}", name, fmt::join(shown, ","));
}

/// A text of the meter as the program shows it: bytes that are not printable ASCII as \xNN.
std::string printable(const std::string& text) {
  std::string shown;
  for (const char c : text)
    shown += c >= ' ' && c <= '~' ? std::string(1, c)
                                  : kaifa::formatted("\\x{:02x}", static_cast<unsigned char>(c));
  return shown;
}

/// "2021-09-22T17:35:30", with or without " deviation -60", as Unix time.
std::string unix_time(const std::string& clock) {
  std::tm fields{};
  const char* rest = strptime(clock.c_str(), "%Y-%m-%dT%H:%M:%S", &fields);
  if (!rest)
    throw std::runtime_error("no clock: " + clock);
  constexpr std::string_view prefix = " deviation ";
  const std::string_view tail(rest);
  const int deviation_min = tail.empty() ? 0 : std::stoi(std::string(tail.substr(prefix.size())));
  return std::to_string(timegm(&fields) + 60 * deviation_min);
}

/// "2305" becomes "230.5" with one decimal.
std::string with_decimals(std::string count, std::size_t decimals) {
  if (count.size() <= decimals)
    count.insert(0, decimals + 1 - count.size(), '0');
  return count.insert(count.size() - decimals, ".");
}

std::string times_3600(const std::string& count) {
  return std::to_string(std::stoull(count) * 3600);
}

class Expectation {
public:
  Expectation(const reference::Row& row, const std::string& labels)
      : row_(row), labels_(exposition_parser::labels_in(labels)) {}

  [[nodiscard]] bool has(const std::string& column) const { return !row_.at(column).empty(); }
  [[nodiscard]] const std::string& at(const std::string& column) const { return row_.at(column); }

  void add(const std::string& name, const std::string& value, Labels labels = {}) {
    labels.insert(labels_.begin(), labels_.end());
    samples.emplace(series_of(name, labels), value);
  }

  [[nodiscard]] const reference::Row& row() const { return row_; }

  Samples samples;

private:
  const reference::Row& row_;
  Labels labels_;
};

/// The labels that the list provided.
Labels identity_of(const Expectation& expected) {
  Labels labels;
  for (const std::string column : {"meter_id", "meter_type", "list_version"})
    if (expected.has(column))
      labels.emplace(column, printable(expected.at(column)));
  return labels;
}

bool is_push(const reference::Row& row) {
  return row.contains(std::string(reference::power_factor_column));
}

/// Pushes have hundredths of amperes, other lists thousandths.
std::string current_of(const Expectation& expected, const std::string& column) {
  const std::string& milliamperes = expected.at(column);
  if (!is_push(expected.row()))
    return with_decimals(milliamperes, 3);
  return with_decimals(std::to_string(std::stoul(milliamperes) / 10), 2);
}

void add_voltages(Expectation& expected) {
  const std::string& type = expected.at("meter_type");
  const bool three_wire = type.ends_with("H3E") || type.ends_with("T3");
  const std::array<std::string, 3> phases =
      three_wire ? std::array<std::string, 3>{"L1-L2", "L1-L3", "L2-L3"}
                 : std::array<std::string, 3>{"L1", "L2", "L3"};
  for (std::size_t i = 0; i < phases.size(); ++i) {
    const std::string column = kaifa::formatted("voltage_{}_dv", i + 1);
    const bool not_measured = three_wire && i == 1 && expected.at(column) == "0";
    if (expected.has(column) && !not_measured)
      expected.add("kaifa_voltage_volts", with_decimals(expected.at(column), 1),
                   {{"phase", phases[i]}});
  }
}

} // namespace

Samples parse_samples(std::string_view exposition, exposition_parser::Numbers numbers) {
  Samples samples;
  for (const auto& [name, labels, value] : exposition_parser::samples_of(exposition, numbers))
    samples.emplace(series_of(name, labels), value);
  return samples;
}

Samples samples_of(const reference::Row& row, const std::string& labels) {
  Expectation expected(row, labels);
  if (expected.has("meter_id"))
    expected.add("kaifa_meter_info", "1", identity_of(expected));
  for (const auto& [column, name] : std::map<std::string, std::string>{
           {"active_power_import_w", "kaifa_active_power_import_watts"},
           {"active_power_export_w", "kaifa_active_power_export_watts"},
           {"reactive_power_import_var", "kaifa_reactive_power_import_vars"},
           {"reactive_power_export_var", "kaifa_reactive_power_export_vars"}})
    if (expected.has(column))
      expected.add(name, expected.at(column));
  for (const std::string phase : {"1", "2", "3"})
    if (const std::string column = kaifa::formatted("current_l{}_ma", phase); expected.has(column))
      expected.add("kaifa_current_amperes", current_of(expected, column), {{"phase", "L" + phase}});
  add_voltages(expected);
  if (is_push(row) && expected.has(std::string(reference::power_factor_column)))
    expected.add("kaifa_power_factor_ratio",
                 with_decimals(expected.at(std::string(reference::power_factor_column)), 3));
  for (const std::string column : {"meter_clock", "frame_clock"})
    if (expected.has(column)) {
      expected.add("kaifa_meter_clock_timestamp_seconds", unix_time(expected.at(column)));
      break;
    }
  for (const auto& [column, name] : std::map<std::string, std::string>{
           {"active_energy_import_wh", "kaifa_active_energy_import_joules_total"},
           {"active_energy_export_wh", "kaifa_active_energy_export_joules_total"},
           {"reactive_energy_import_varh", "kaifa_reactive_energy_import_var_seconds_total"},
           {"reactive_energy_export_varh", "kaifa_reactive_energy_export_var_seconds_total"}})
    if (expected.has(column))
      expected.add(name, times_3600(expected.at(column)));
  if (expected.has("meter_clock"))
    expected.add("kaifa_energy_clock_timestamp_seconds", unix_time(expected.at("meter_clock")));
  return expected.samples;
}

namespace {

template <typename Predicate>
Samples filtered(const Samples& samples, Predicate wanted) {
  Samples some;
  std::ranges::copy_if(samples, std::inserter(some, some.end()),
                       [wanted](const auto& sample) { return wanted(sample.first); });
  return some;
}

bool is_energy(const std::string& series) {
  return series.find("_energy_") != std::string::npos;
}

} // namespace

Samples said_by_meter(const Samples& samples) {
  return filtered(samples, [](const std::string& series) {
    return !series.starts_with("kaifa_read_") && !series.starts_with("kaifa_frame_received_") &&
           !series.starts_with("kaifa_exporter_");
  });
}

Samples energy_part(const Samples& samples) {
  return filtered(samples, is_energy);
}

Samples reading_part(const Samples& samples) {
  return filtered(samples, [](const std::string& series) { return !is_energy(series); });
}

std::string to_text(const Samples& samples) {
  std::string text;
  for (const auto& [series, value] : samples)
    text += kaifa::formatted("{} {}\n", series, value);
  return text;
}

} // namespace support
