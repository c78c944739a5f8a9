#include "reading_rows.h"

#include "formatted.h"
#include "meter/obis_list.h"
#include "support/reference_push.h"
#include "wire/apdu.h"
#include "wire/axdr.h"

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

std::string cell(const DateTime& time) {
  if (!is_specified(time))
    return "";
  std::string text = kaifa::formatted("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", time.year, time.month,
                                      time.day_of_month, time.hour, time.minute, time.second);
  if (time.deviation_minutes != kaifa::cosem::deviation_not_specified)
    text += kaifa::formatted(" deviation {}", time.deviation_minutes);
  return text;
}
std::string cell(std::string_view string) {
  return std::string(string);
}
/// The amount in counts of 10^-decimals.
std::string cell(const std::optional<kaifa::Decimal>& amount, int decimals) {
  if (!amount)
    return "";
  kaifa::Decimal count{amount->count, amount->decimals - decimals};
  for (; count.decimals < 0; ++count.decimals)
    count.count *= 10;
  for (; count.decimals > 0 && count.count % 10 == 0; --count.decimals)
    count.count /= 10;
  return kaifa::text(count);
}

template <typename Value>
std::string cell(const std::optional<Value>& value) {
  return value ? cell(*value) : "";
}

std::size_t element_count(kaifa::Cursor cursor) {
  (void)kaifa::apdu::take_data_notification(cursor);
  return kaifa::axdr::take_head(cursor).count;
}

std::size_t element_count(const kaifa::Frame& frame, const kaifa::ciphering::Key* key) {
  kaifa::Cursor cursor(frame.apdu);
  if (!kaifa::apdu::is_next(kaifa::apdu::tag::general_glo_ciphering, cursor)) {
    kaifa::apdu::take_llc_header(cursor);
    return element_count(cursor);
  }
  const auto message = kaifa::ciphering::take_message(cursor);
  std::vector<std::uint8_t> plaintext(message.ciphertext.size());
  kaifa::ciphering::decipher(message, *key, plaintext);
  return element_count(kaifa::Cursor(plaintext));
}

reference::Row row_of(const kaifa::Reading& reading, std::size_t elements, std::size_t number) {
  return {
      {"frame", std::to_string(number)},
      {"elements", std::to_string(elements)},
      {"frame_clock", cell(reading.frame_time)},
      {"list_version", cell(reading.list_version)},
      {"meter_id", cell(reading.meter_id)},
      {"meter_type", cell(reading.meter_type)},
      {"active_power_import_w", cell(reading.active_power_import_w, 0)},
      {"active_power_export_w", cell(reading.active_power_export_w, 0)},
      {"reactive_power_import_var", cell(reading.reactive_power_import_var, 0)},
      {"reactive_power_export_var", cell(reading.reactive_power_export_var, 0)},
      {"current_l1_ma", cell(reading.current_l1_a, 3)},
      {"current_l2_ma", cell(reading.current_l2_a, 3)},
      {"current_l3_ma", cell(reading.current_l3_a, 3)},
      {"voltage_1_dv", cell(reading.voltage_1_v, 1)},
      {"voltage_2_dv", cell(reading.voltage_2_v, 1)},
      {"voltage_3_dv", cell(reading.voltage_3_v, 1)},
      {std::string(reference::power_factor_column), cell(reading.power_factor, 3)},
      {"meter_clock", cell(reading.clock)},
      {"active_energy_import_wh", cell(reading.active_energy_import_wh, 0)},
      {"active_energy_export_wh", cell(reading.active_energy_export_wh, 0)},
      {"reactive_energy_import_varh", cell(reading.reactive_energy_import_varh, 0)},
      {"reactive_energy_export_varh", cell(reading.reactive_energy_export_varh, 0)},
  };
}

} // namespace

void Collector::feed(kaifa::Bytes stream) {
  while (const auto event = reader_.next(stream)) {
    if (const auto* reception = std::get_if<kaifa::Reception>(&*event)) {
      rows_.push_back(
          row_of(reception->reading, element_count(reception->frame, key_), rows_.size()));
      continue;
    }
    const auto& rejection = std::get<kaifa::Rejection>(*event);
    rejections_.push_back(kaifa::formatted("{} at {}: {}", kaifa::text_of(rejection.reason).name,
                                           rejection.offset, rejection.why()));
  }
}

void Collector::finish() {
  reader_.end_of_stream();
  feed({});
}

std::vector<reference::Row> of(kaifa::Bytes stream, const kaifa::ciphering::Key* key) {
  return of_two_pieces(stream, stream.size(), key);
}

std::vector<reference::Row> of_single_bytes(kaifa::Bytes stream, const kaifa::ciphering::Key* key) {
  Collector collector(key);
  for (; !stream.empty(); stream = stream.subspan(1))
    collector.feed(stream.first(1));
  collector.finish();
  return collector.rows();
}

std::vector<reference::Row> of_two_pieces(kaifa::Bytes stream, std::size_t size,
                                          const kaifa::ciphering::Key* key) {
  Collector collector(key);
  collector.feed(stream.first(size));
  collector.feed(stream.subspan(size));
  collector.finish();
  return collector.rows();
}

std::vector<reference::Row> of_plaintext(kaifa::Bytes plaintext, kaifa::Notes* notes) {
  kaifa::Cursor cursor(plaintext, 0, notes);
  const auto frame_time = kaifa::apdu::take_data_notification(cursor);
  const kaifa::Reading reading = kaifa::obis_list::take_list(cursor, frame_time);
  if (cursor.failed() || cursor.remaining() > 0)
    return {};
  return {row_of(reading, element_count(kaifa::Cursor(plaintext)), 0)};
}

std::string difference(const std::vector<reference::Row>& rows,
                       const std::vector<reference::Row>& expected) {
  for (std::size_t i = 0; i < std::min(rows.size(), expected.size()); ++i)
    for (const auto& [column, value] : expected[i])
      if (rows[i].at(column) != value)
        return kaifa::formatted("row {}: {}: {:?} instead of {:?}", i, column, rows[i].at(column),
                                value);
  if (rows.size() != expected.size())
    return kaifa::formatted("{} rows instead of {}", rows.size(), expected.size());
  return "";
}

bool has_impossible_clock(const kaifa::Reading& reading) {
  return is_impossible(reading.frame_time) || is_impossible(reading.clock);
}

} // namespace rows
