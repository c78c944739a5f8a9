#include "json.h"

#include "formatted.h"
#include "metrics.h"

#include <chrono>
#include <cstdlib>

namespace kaifa {
namespace {

std::string in_quotes(std::string_view text) {
  std::string result = "\"";
  for (const char character : text) {
    if (character == '"' || character == '\\')
      result += '\\';
    if (static_cast<unsigned char>(character) < 0x20)
      result += formatted("\\u{:04x}", character);
    else
      result += character;
  }
  return result += '"';
}

/// The members of an object, in the order in which they are added.
class Object {
public:
  void add(std::string_view name, std::string_view value) {
    members_ += members_.empty() ? "" : ", ";
    members_.append(in_quotes(name)).append(": ").append(value);
  }
  void add(std::string_view name, const std::optional<Decimal>& value) {
    if (value)
      add(name, kaifa::text(*value));
  }
  void add_text(std::string_view name, const std::optional<std::string_view>& value) {
    if (value)
      add(name, in_quotes(printable(*value)));
  }
  [[nodiscard]] bool empty() const { return members_.empty(); }
  [[nodiscard]] std::string text() const { return "{" + members_ + "}"; }

private:
  std::string members_;
};

/// "2023-08-15T21:10:05+02:00": what the clock shows, and how far the clock is ahead of UTC.
std::optional<std::string> time_of(const std::optional<Clock>& clock) {
  const auto local_s = clock ? cosem::local_seconds(clock->shown) : std::nullopt;
  if (!local_s)
    return {};
  const std::int64_t ahead_min = (*local_s - clock->unix_s) / 60;
  std::string text = cosem::date_and_time(clock->shown);
  text[text.find(' ')] = 'T';
  return formatted("{}{}{:02}:{:02}", text, ahead_min < 0 ? '-' : '+', std::abs(ahead_min) / 60,
                   std::abs(ahead_min) % 60);
}

/// "2023-08-15T19:10:06.250Z"
std::string time_of(std::int64_t unix_ms) {
  using namespace std::chrono;
  const sys_time<milliseconds> time{milliseconds(unix_ms)};
  const sys_days midnight = floor<days>(time);
  const year_month_day date{midnight};
  const hh_mm_ss clock{time - midnight};
  return formatted("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                   static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                   clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                   clock.subseconds().count());
}

std::string_view name_of(const Family& family) {
  constexpr std::string_view prefix = "kaifa_";
  return family.name.substr(prefix.size());
}

/// Whether JSON has the family in the same form as the metrics.
bool is_plain(const Family& family) {
  return family.part == Part::reading && !family.name.ends_with("_info") &&
         !family.name.ends_with("_timestamp_seconds") &&
         family.name != "kaifa_read_rejected_frames";
}

/// Power drawn from the grid minus power fed into it, if the list has both.
std::optional<Decimal> net_power(const Reading& reading) {
  const auto& import = reading.active_power_import_w;
  const auto& exported = reading.active_power_export_w;
  return import && exported ? std::optional(difference(*import, *exported)) : std::nullopt;
}

/// Adds the counts of rejected frames by reason; nothing if no frame was rejected.
void add_rejected_frames(Object& object, const Statistics& statistics) {
  Object by_reason;
  for (std::size_t i = 0; i < reason_texts.size(); ++i)
    if (statistics.rejections[i] > 0)
      by_reason.add(reason_texts[i].name, std::to_string(statistics.rejections[i]));
  if (!by_reason.empty())
    object.add("read_rejected_frames", by_reason.text());
}

/// Adds each family: its value, or an object with a value for each label.
void add_families(Object& object, const Samples& samples) {
  for (auto sample = samples.begin(); sample != samples.end();) {
    const Family& family = *sample->family;
    Object by_label;
    std::optional<Decimal> value;
    for (; sample != samples.end() && sample->family == &family; ++sample) {
      if (sample->labels[0].name.empty())
        value = sample->value;
      else
        by_label.add(sample->labels[0].value, sample->value);
    }
    if (!is_plain(family))
      continue;
    if (value)
      object.add(name_of(family), value);
    else
      object.add(name_of(family), by_label.text());
  }
}

} // namespace

std::string json(const Readout& readout) {
  const Reading& reading = readout.reading;
  Object object;
  object.add_text("meter_id", reading.meter_id);
  object.add_text("meter_type", reading.meter_type);
  object.add_text("list_version", reading.list_version);
  add_families(object, samples_of(readout));
  object.add("active_power_net_watts", net_power(reading));
  add_rejected_frames(object, readout.statistics);
  object.add("active_energy_import_kwh", in_thousands(reading.active_energy_import_wh));
  object.add("active_energy_export_kwh", in_thousands(reading.active_energy_export_wh));
  object.add("reactive_energy_import_kvarh", in_thousands(reading.reactive_energy_import_varh));
  object.add("reactive_energy_export_kvarh", in_thousands(reading.reactive_energy_export_varh));
  object.add_text("meter_clock_timestamp", time_of(readout.meter_clock));
  object.add_text("frame_received_timestamp", time_of(readout.received_ms));
  object.add_text("energy_clock_timestamp", time_of(readout.energy_clock));
  if (!readout.labels.empty()) {
    Object labels;
    for (const auto& [name, value] : readout.labels)
      labels.add(name, in_quotes(value));
    object.add("labels", labels.text());
  }
  return object.text() + "\n";
}

} // namespace kaifa
