#include "reading_rows.h"

#include "meter/kfm001.h"
#include "wire/apdu.h"

#include <fmt/format.h>

#include <chrono>

namespace rows {
namespace {

using kaifa::cosem::DateTime;
using kaifa::cosem::not_specified;

bool is_specified(const DateTime& time) {
  return time.year != kaifa::cosem::year_not_specified && time.month != not_specified &&
         time.day_of_month != not_specified && time.hour != not_specified &&
         time.minute != not_specified && time.second != not_specified;
}

bool is_impossible(const std::optional<DateTime>& time) {
  using namespace std::chrono;
  if (!time || !is_specified(*time))
    return false;
  const bool date_exists =
      year_month_day(year(time->year), month(time->month), day(time->day_of_month)).ok();
  const bool weekday_exists =
      (time->day_of_week >= 1 && time->day_of_week <= 7) || time->day_of_week == not_specified;
  const bool time_exists = time->hour < 24 && time->minute < 60 && time->second < 60 &&
                           (time->hundredths < 100 || time->hundredths == not_specified);
  return !date_exists || !weekday_exists || !time_exists;
}

std::string text(const DateTime& time) {
  if (!is_specified(time))
    return "";
  std::string text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", time.year, time.month,
                                 time.day_of_month, time.hour, time.minute, time.second);
  if (time.deviation_minutes != kaifa::cosem::deviation_not_specified)
    text += fmt::format(" deviation {}", time.deviation_minutes);
  return text;
}
std::string text(std::string_view string) {
  return std::string(string);
}
std::string text(std::uint64_t count) {
  return std::to_string(count);
}

template <typename Value>
std::string text(const std::optional<Value>& value) {
  return value ? text(*value) : "";
}

std::size_t element_count(const kaifa::hdlc::Frame& frame) {
  return kaifa::apdu::decode(frame.information, 0)->body.count;
}

reference::Row row_of(const kaifa::Reception& reception, std::size_t number) {
  const kaifa::Reading& reading = reception.reading;
  return {
      {"frame", std::to_string(number)},
      {"elements", std::to_string(element_count(reception.frame))},
      {"frame_clock", text(reading.frame_time)},
      {"list_version", text(reading.list_version)},
      {"meter_id", text(reading.meter_id)},
      {"meter_type", text(reading.meter_type)},
      {"active_power_import_w", text(reading.active_power_import_w)},
      {"active_power_export_w", text(reading.active_power_export_w)},
      {"reactive_power_import_var", text(reading.reactive_power_import_var)},
      {"reactive_power_export_var", text(reading.reactive_power_export_var)},
      {"current_l1_ma", text(reading.current_l1_ma)},
      {"current_l2_ma", text(reading.current_l2_ma)},
      {"current_l3_ma", text(reading.current_l3_ma)},
      {"voltage_1_dv", text(reading.voltage_1_dv)},
      {"voltage_2_dv", text(reading.voltage_2_dv)},
      {"voltage_3_dv", text(reading.voltage_3_dv)},
      {"meter_clock", text(reading.clock)},
      {"active_energy_import_wh", text(reading.active_energy_import_wh)},
      {"active_energy_export_wh", text(reading.active_energy_export_wh)},
      {"reactive_energy_import_varh", text(reading.reactive_energy_import_varh)},
      {"reactive_energy_export_varh", text(reading.reactive_energy_export_varh)},
  };
}

} // namespace

void Collector::feed(kaifa::Bytes stream) {
  while (const auto event = reader_.next(stream)) {
    if (const auto* reception = std::get_if<kaifa::Reception>(&*event)) {
      rows_.push_back(row_of(*reception, rows_.size()));
      continue;
    }
    const auto& rejection = std::get<kaifa::Rejection>(*event);
    rejections_.push_back(
        fmt::format("{} at {}: {}", rejection.reason, rejection.offset, rejection.why));
  }
}

void Collector::finish() {
  reader_.end_of_stream();
  feed({});
}

std::vector<reference::Row> of(kaifa::Bytes stream) {
  return of_two_pieces(stream, stream.size());
}

std::vector<reference::Row> of_single_bytes(kaifa::Bytes stream) {
  Collector collector;
  for (; !stream.empty(); stream = stream.subspan(1))
    collector.feed(stream.first(1));
  collector.finish();
  return collector.rows();
}

std::vector<reference::Row> of_two_pieces(kaifa::Bytes stream, std::size_t size) {
  Collector collector;
  collector.feed(stream.first(size));
  collector.feed(stream.subspan(size));
  collector.finish();
  return collector.rows();
}

std::string difference(const std::vector<reference::Row>& rows,
                       const std::vector<reference::Row>& expected) {
  for (std::size_t i = 0; i < std::min(rows.size(), expected.size()); ++i)
    for (const auto& [column, value] : expected[i])
      if (rows[i].at(column) != value)
        return fmt::format("row {}: {}: {:?} instead of {:?}", i, column, rows[i].at(column),
                           value);
  if (rows.size() != expected.size())
    return fmt::format("{} rows instead of {}", rows.size(), expected.size());
  return "";
}

bool has_impossible_clock(const kaifa::Reading& reading) {
  return is_impossible(reading.frame_time) || is_impossible(reading.clock);
}

} // namespace rows
