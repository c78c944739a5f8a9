#include "samples.h"

#include "reference_push.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <iterator>
#include <set>
#include <sstream>
#include <stdexcept>
#include <utility>
#include <vector>

namespace support {
namespace {

/// a="b",c="d" in the order of names. No test has a comma in a value.
std::string sorted_labels(const std::string& labels) {
  std::set<std::string> sorted;
  std::istringstream stream(labels);
  for (std::string label; std::getline(stream, label, ',');)
    sorted.insert(label);
  return sorted.empty() ? "" : fmt::format("{{{}}}", fmt::join(sorted, ","));
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

/// "2305" is "230.5" with one decimal.
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
  Expectation(const reference::Row& row, std::string labels)
      : row_(row), labels_(std::move(labels)) {}

  [[nodiscard]] bool has(const std::string& column) const { return !row_.at(column).empty(); }
  [[nodiscard]] const std::string& at(const std::string& column) const { return row_.at(column); }

  void add(const std::string& name, const std::string& value, const std::string& labels = "") {
    const char* separator = labels.empty() || labels_.empty() ? "" : ",";
    samples.emplace(name + sorted_labels(labels_ + separator + labels), value);
  }

  [[nodiscard]] const reference::Row& row() const { return row_; }

  Samples samples;

private:
  const reference::Row& row_;
  std::string labels_;
};

/// The labels that the list gave.
std::string identity_of(const Expectation& expected) {
  std::vector<std::string> labels;
  for (const std::string column : {"meter_id", "meter_type", "list_version"})
    if (expected.has(column))
      labels.push_back(fmt::format("{}=\"{}\"", column, expected.at(column)));
  return fmt::format("{}", fmt::join(labels, ","));
}

bool is_push(const reference::Row& row) {
  return row.contains(std::string(reference::power_factor_column));
}

/// A push has hundredths of amperes, other lists have thousandths.
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
    const std::string column = fmt::format("voltage_{}_dv", i + 1);
    const bool not_measured = three_wire && i == 1 && expected.at(column) == "0";
    if (expected.has(column) && !not_measured)
      expected.add("kaifa_voltage_volts", with_decimals(expected.at(column), 1),
                   fmt::format("phase=\"{}\"", phases[i]));
  }
}

} // namespace

Samples parse_samples(std::string_view exposition) {
  Samples samples;
  std::istringstream lines{std::string(exposition)};
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line.starts_with('#'))
      continue;
    const std::size_t brace = line.find('{');
    const std::size_t end = brace == std::string::npos ? line.find(' ') : line.rfind("} ") + 1;
    if (end == std::string::npos || end == 0)
      throw std::runtime_error("no sample: " + line);
    const std::string labels =
        brace == std::string::npos ? "" : line.substr(brace + 1, end - brace - 2);
    const std::string series = line.substr(0, std::min(brace, end)) + sorted_labels(labels);
    if (!samples.emplace(series, line.substr(end + 1)).second)
      throw std::runtime_error("twice: " + line);
  }
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
    if (const std::string column = fmt::format("current_l{}_ma", phase); expected.has(column))
      expected.add("kaifa_current_amperes", current_of(expected, column),
                   fmt::format("phase=\"L{}\"", phase));
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
    return !series.starts_with("kaifa_read_") && !series.starts_with("kaifa_frame_received_");
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
    text += fmt::format("{} {}\n", series, value);
  return text;
}

} // namespace support
