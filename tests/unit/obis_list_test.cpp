#include "formatted.h"
#include "meter/obis_list.h"

#include "simulator/austria.h"
#include "support/sample_frames.h"
#include "wire/apdu.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>

namespace {

using kaifa::Decimal;
using kaifa::Reading;
using sample::joined;
using simulator::Bytes;
using Code = std::array<std::uint8_t, 6>;

const simulator::LocalTime shown_time = *simulator::parse_local_time("2024-01-31T18:05:40");
/// 2024-01-31, a Wednesday, 18:05:40, UTC+1
const Bytes clock_bytes = {0x07, 0xe8, 1, 31, 3, 18, 5, 40, 0, 0xff, 0xc4, 0x00};

constexpr Code active_power_import = {1, 0, 1, 7, 0, 255};
constexpr Code voltage_1 = {1, 0, 32, 7, 0, 255};
constexpr Code clock_code = {0, 0, 1, 0, 0, 255};
constexpr Code meter_id_code = {0, 0, 96, 1, 0, 255};

/// Code, value, scaler and unit: three elements.
Bytes number(const Code& code, const Bytes& value, std::int8_t scaler, std::uint8_t unit) {
  return joined({simulator::octet_string(code), value, simulator::scaler_and_unit(scaler, unit)});
}

Bytes power(std::uint32_t watts) {
  return number(active_power_import, simulator::double_long_unsigned(watts), 0, 0x1b);
}

Bytes structure(std::size_t count, const Bytes& elements) {
  return joined({simulator::structure_head(count), elements});
}

Bytes coded_clock() {
  return joined({simulator::octet_string(clock_code), simulator::octet_string(clock_bytes)});
}

/// Where the body of a notification with that time starts.
constexpr std::size_t body_offset = 1 + 4 + 1 + 12;

Bytes notification(const Bytes& body) {
  return joined({{0x0f, 0x80, 0x00, 0x00, 0x01, 0x0c}, clock_bytes, body});
}

/// A list of these elements after a clock with its code, which are two elements more.
Bytes list_with(std::size_t count, const Bytes& elements) {
  return notification(structure(2 + count, joined({coded_clock(), elements})));
}
constexpr std::size_t behind_clock = body_offset + 2 + 8 + 14;

struct Outcome {
  Reading reading;
  std::optional<kaifa::DecodeError> error;
};

Outcome decode(const Bytes& apdu) {
  kaifa::Cursor cursor(apdu);
  const auto frame_time = kaifa::apdu::take_data_notification(cursor);
  const Reading reading = kaifa::obis_list::take_list(cursor, frame_time);
  return {reading, cursor.error()};
}

Reading read(const Bytes& apdu) {
  const auto [reading, error] = decode(apdu);
  BOOST_REQUIRE_MESSAGE(!error, (error ? error->message() : ""));
  return reading;
}

std::string error_of(const Bytes& apdu) {
  const auto error = decode(apdu).error;
  return error ? kaifa::formatted("{}: {}", error->offset, error->message()) : "";
}

void check(const std::optional<Decimal>& value, std::int64_t count, int decimals) {
  BOOST_REQUIRE(value.has_value());
  BOOST_TEST(value->count == count);
  BOOST_TEST(value->decimals == decimals);
}

simulator::Measurement measurement() {
  simulator::Measurement shown;
  shown.meter_id = "1KFM0200000001";
  shown.active_power_import_w = 2867;
  shown.active_power_export_w = 1;
  shown.current_ma = {12410, 20, 310};
  shown.voltage_dv = {2271, 2330, 2336};
  shown.active_energy_import_wh = 278041;
  shown.active_energy_export_wh = 5;
  shown.reactive_energy_import_varh = 3932;
  shown.reactive_energy_export_varh = 38584;
  shown.power_factor_per_mille = 968;
  return shown;
}

} // namespace

BOOST_AUTO_TEST_SUITE(obis_list)

BOOST_AUTO_TEST_CASE(the_flat_list_of_netz_noe) {
  const Bytes apdu = simulator::austrian_notification(simulator::Variant::austria_netz_noe,
                                                      measurement(), shown_time);
  const Reading reading = read(apdu);
  BOOST_TEST(reading.list == 3);
  BOOST_TEST((reading.wiring == kaifa::Wiring::four_wire));
  BOOST_TEST(reading.meter_id.value() == "1KFM0200000001");
  BOOST_TEST(!reading.meter_type.has_value());
  BOOST_TEST(!reading.list_version.has_value());
  BOOST_TEST((reading.clock == reading.frame_time));
  BOOST_TEST(reading.clock.value().year == 2024);
  BOOST_TEST(reading.clock.value().deviation_minutes == -60);
  check(reading.active_power_import_w, 2867, 0);
  check(reading.active_power_export_w, 1, 0);
  check(reading.current_l1_a, 1241, 2);
  check(reading.current_l2_a, 2, 2);
  check(reading.current_l3_a, 31, 2);
  check(reading.voltage_1_v, 2271, 1);
  check(reading.voltage_2_v, 2330, 1);
  check(reading.voltage_3_v, 2336, 1);
  check(reading.power_factor, 968, 3);
  check(reading.active_energy_import_wh, 278041, 0);
  check(reading.active_energy_export_wh, 5, 0);
  BOOST_TEST(!reading.reactive_power_import_var.has_value());
  BOOST_TEST(!reading.reactive_energy_import_varh.has_value());
}

BOOST_AUTO_TEST_CASE(the_nested_list_of_ksm_west) {
  const Bytes apdu = simulator::austrian_notification(simulator::Variant::austria_ksm_west,
                                                      measurement(), shown_time);
  const Reading reading = read(apdu);
  BOOST_TEST((reading.wiring == kaifa::Wiring::four_wire));
  BOOST_TEST(reading.meter_id.value() == "1KFM0200000001");
  check(reading.active_power_import_w, 2867, 0);
  check(reading.current_l3_a, 31, 2);
  check(reading.voltage_3_v, 2336, 1);
  check(reading.reactive_energy_import_varh, 3932, 0);
  check(reading.reactive_energy_export_varh, 38584, 0);
  BOOST_TEST(!reading.power_factor.has_value());
}

BOOST_AUTO_TEST_CASE(the_list_of_a_single_phase_meter) {
  const Bytes apdu = simulator::austrian_notification(
      simulator::Variant::austria_ksm_west_single_phase, measurement(), shown_time);
  const Reading reading = read(apdu);
  BOOST_TEST((reading.wiring == kaifa::Wiring::single_phase));
  check(reading.voltage_1_v, 2271, 1);
  BOOST_TEST(!reading.voltage_2_v.has_value());
  BOOST_TEST(!reading.current_l2_a.has_value());
}

BOOST_AUTO_TEST_CASE(order_and_nesting_are_free) {
  const Bytes voltage = number(voltage_1, simulator::long_unsigned(2301), -1, 0x23);
  const Bytes id = simulator::octet_string("181220000001");
  const Bytes clock = simulator::octet_string(clock_bytes);
  for (const Bytes& body : {
           structure(8, joined({id, power(5), voltage, clock})),
           structure(8, joined({clock, voltage, id, power(5)})),
           structure(3, joined({structure(4, joined({power(5), clock})), structure(3, voltage),
                                structure(1, id)})),
           structure(2, joined({structure(2, joined({simulator::octet_string(meter_id_code), id})),
                                structure(8, joined({voltage, coded_clock(), power(5)}))})),
       }) {
    const Bytes apdu = notification(body);
    const Reading reading = read(apdu);
    check(reading.active_power_import_w, 5, 0);
    check(reading.voltage_1_v, 2301, 1);
    BOOST_TEST(reading.meter_id.value() == "181220000001");
  }
}

BOOST_AUTO_TEST_CASE(the_scaler_given_is_the_one_that_counts) {
  const auto scaled = [](std::uint32_t count, std::int8_t scaler) {
    return read(list_with(3, number(active_power_import, simulator::double_long_unsigned(count),
                                    scaler, 0x1b)))
        .active_power_import_w;
  };
  check(scaled(123456, -4), 123456, 4);
  check(scaled(123456, -1), 123456, 1);
  check(scaled(12, 3), 12000, 0);
  check(scaled(1, 6), 1'000'000, 0);
  check(scaled(0, 6), 0, 0);
}

BOOST_AUTO_TEST_CASE(every_non_negative_integer_is_a_number) {
  for (const Bytes& value : std::vector<Bytes>{{0x0f, 7},
                                               {0x11, 7},
                                               {0x10, 0, 7},
                                               {0x12, 0, 7},
                                               {0x05, 0, 0, 0, 7},
                                               {0x06, 0, 0, 0, 7},
                                               {0x14, 0, 0, 0, 0, 0, 0, 0, 7},
                                               {0x15, 0, 0, 0, 0, 0, 0, 0, 7}})
    check(read(list_with(3, number(active_power_import, value, 0, 0x1b))).active_power_import_w, 7,
          0);
  BOOST_TEST(read(list_with(3, number(active_power_import, {0x11, 0xff}, 0, 0x1b)))
                 .active_power_import_w.value()
                 .count == 255);
}

BOOST_AUTO_TEST_CASE(codes_without_a_field_are_skipped) {
  const Code name = {0, 0, 42, 0, 0, 255};
  const Code frequency = {1, 0, 14, 7, 0, 255};
  const Bytes elements =
      joined({simulator::octet_string(name), simulator::octet_string("KFM12"),
              number(frequency, simulator::long_unsigned(5000), -2, 0x2c),
              simulator::octet_string(frequency), simulator::long_unsigned(1), power(5)});
  check(read(list_with(2 + 3 + 2 + 3, elements)).active_power_import_w, 5, 0);
}

BOOST_AUTO_TEST_CASE(a_list_is_a_structure_with_a_clock) {
  BOOST_TEST(
      error_of(notification(simulator::long_unsigned(1))) ==
      kaifa::formatted("{}: list: structure expected, long-unsigned 00 01 found", body_offset));
  BOOST_TEST(error_of(notification(structure(3, power(1)))) ==
             kaifa::formatted("{}: list without a clock", body_offset));
  BOOST_TEST(error_of(notification(structure(0, {}))) ==
             kaifa::formatted("{}: list without a clock", body_offset));
}

BOOST_AUTO_TEST_CASE(the_clock_is_that_of_the_notification_in_every_byte) {
  for (std::size_t i = 0; i < clock_bytes.size(); ++i) {
    Bytes other = clock_bytes;
    other[i] ^= 1;
    const Bytes body =
        structure(2, joined({simulator::octet_string(clock_code), simulator::octet_string(other)}));
    BOOST_TEST(error_of(notification(body)) ==
                   kaifa::formatted("{}: clock: another time than that of the notification",
                                    body_offset + 10),
               i);
  }
  const Bytes without_time =
      joined({{0x0f, 0x80, 0x00, 0x00, 0x01, 0x00}, structure(2, coded_clock())});
  BOOST_TEST(error_of(without_time) == "16: clock: another time than that of the notification");
}

BOOST_AUTO_TEST_CASE(no_code_may_occur_twice) {
  BOOST_TEST(error_of(list_with(6, joined({power(1), power(1)}))) ==
             kaifa::formatted("{}: active power import is given twice", behind_clock + 19 + 8));
  BOOST_TEST(error_of(list_with(2, coded_clock())) ==
             kaifa::formatted("{}: clock is given twice", behind_clock + 8));
  const Bytes id = simulator::octet_string("181220000001");
  BOOST_TEST(error_of(list_with(2, joined({id, id}))) ==
             kaifa::formatted("{}: meter id is given twice", behind_clock + 14));
}

BOOST_AUTO_TEST_CASE(a_unit_belongs_to_its_code) {
  const auto error_with_unit = [](std::uint8_t unit) {
    return error_of(
        list_with(3, number(active_power_import, simulator::double_long_unsigned(1), 0, unit)));
  };
  for (unsigned unit = 0; unit < 0x100; ++unit)
    BOOST_TEST(error_with_unit(static_cast<std::uint8_t>(unit)).empty() == (unit == 0x1b), unit);
  BOOST_TEST(error_with_unit(0x1e) ==
             kaifa::formatted("{}: active power import: unit 0x1b expected, 0x1e found",
                              behind_clock + 8 + 5));
  BOOST_TEST(error_with_unit(0x2c) ==
             kaifa::formatted("{}: active power import: unit 0x1b expected, 0x2c found",
                              behind_clock + 8 + 5));
}

BOOST_AUTO_TEST_CASE(a_number_needs_its_scaler_and_unit) {
  const Bytes bare =
      joined({simulator::octet_string(active_power_import), simulator::double_long_unsigned(1)});
  const std::string error = kaifa::formatted("{}: active power import: scaler and unit after it "
                                             "expected, double-long-unsigned 00 00 00 01 found",
                                             behind_clock + 8);
  BOOST_TEST(error_of(list_with(2, bare)) == error);
  // Two elements, but not an integer and an enum.
  for (const Bytes& other : std::vector<Bytes>{{0x02, 0x02, 0x0f, 0x00, 0x0f, 0x1b},
                                               {0x02, 0x02, 0x11, 0x00, 0x16, 0x1b},
                                               {0x02, 0x01, 0x0f, 0x00},
                                               {0x01, 0x02, 0x0f, 0x00, 0x16, 0x1b}})
    BOOST_TEST(error_of(list_with(3, joined({bare, other}))) == error);
}

BOOST_AUTO_TEST_CASE(a_scaler_and_unit_may_have_its_length_in_any_form) {
  const Bytes bare =
      joined({simulator::octet_string(active_power_import), simulator::double_long_unsigned(7)});
  for (const Bytes& length : std::vector<Bytes>{{0x02}, {0x81, 0x02}, {0x82, 0x00, 0x02}})
    check(read(list_with(3, joined({bare, {0x02}, length, {0x0f, 0xff, 0x16, 0x1b}})))
              .active_power_import_w,
          7, 1);
}

BOOST_AUTO_TEST_CASE(a_list_begins_with_a_structure_whose_first_value_is_an_octet_string) {
  const auto begins = [](const Bytes& body) { return kaifa::obis_list::begins(body); };
  BOOST_TEST(begins({0x02, 0x23, 0x09, 0x0c}));
  BOOST_TEST(begins({0x02, 0x81, 0x10, 0x09, 0x06}));
  BOOST_TEST(begins({0x02, 0x02, 0x02, 0x02, 0x09, 0x06}));
  BOOST_TEST(begins({0x02, 0x02, 0x02, 0x00, 0x09, 0x06}));
  for (const Bytes& other : std::vector<Bytes>{{},
                                               {0x09, 0x06},
                                               {0x02},
                                               {0x02, 0x02},
                                               {0x02, 0x02, 0x02},
                                               {0x02, 0x01, 0x06},
                                               {0x02, 0x02, 0x0a, 0x0e},
                                               {0x01, 0x01, 0x02, 0x03, 0x09, 0x06}})
    BOOST_TEST(!begins(other), kaifa::hex(other));
}

BOOST_AUTO_TEST_CASE(a_value_too_great_for_any_meter_is_an_error) {
  const auto error_with = [](const Bytes& value, std::int8_t scaler) {
    return error_of(list_with(3, number(active_power_import, value, scaler, 0x1b)));
  };
  const std::string place = kaifa::formatted("{}: active power import: ", behind_clock + 8);
  const auto beyond = [&](std::uint32_t count, int scaler) {
    return kaifa::formatted("{}{} with the scaler {} is beyond any meter", place, count, scaler);
  };
  BOOST_TEST(error_with(simulator::double_long_unsigned(1'000'000), 0) == "");
  BOOST_TEST(error_with(simulator::double_long_unsigned(1'000'001), 0) == beyond(1'000'001, 0));
  BOOST_TEST(error_with(simulator::double_long_unsigned(1001), 3) == beyond(1001, 3));
  BOOST_TEST(error_with(simulator::double_long_unsigned(2), 6) == beyond(2, 6));
  BOOST_TEST(error_with(simulator::double_long_unsigned(0), 7) == beyond(0, 7));
  BOOST_TEST(error_with(simulator::double_long_unsigned(0), -5) == beyond(0, -5));
  BOOST_TEST(error_with(simulator::double_long_unsigned(0), -128) == beyond(0, -128));
  BOOST_TEST(error_with({0x15, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, -4) ==
             place + "9223372036854775807 with the scaler -4 is beyond any meter");
  BOOST_TEST(error_with({0x15, 0x80, 0, 0, 0, 0, 0, 0, 0}, 0) ==
             place + "natural number expected, long64-unsigned 80 00 00 00 00 00 00 00 found");
  BOOST_TEST(error_with({0x0f, 0xff}, 0) == place + "natural number expected, integer ff found");
  BOOST_TEST(error_with({0x09, 1, 'x'}, 0) ==
             place + "natural number expected, octet-string 78 found");
}

BOOST_AUTO_TEST_CASE(the_meter_id_is_text) {
  const auto error_with = [](const Bytes& value) { return error_of(list_with(1, value)); };
  const std::string expected = kaifa::formatted(
      "{}: meter id: up to 32 digits and capital letters expected, ", behind_clock);
  BOOST_TEST(error_with(simulator::octet_string("09AZ")) == "");
  BOOST_TEST(error_with(simulator::octet_string(std::string(32, '1'))) == "");
  BOOST_TEST(error_with(simulator::octet_string(std::string_view(""))) ==
             expected + "octet-string  found");
  BOOST_TEST(error_with(simulator::octet_string("1 2")) ==
             expected + "octet-string 31 20 32 found");
  for (const char* wrong : {"a", "/", ":", "@", "["})
    BOOST_TEST(!error_with(simulator::octet_string(wrong)).empty(), wrong);
  BOOST_TEST(!error_with(simulator::octet_string(std::string(33, '1'))).empty());
}

BOOST_AUTO_TEST_CASE(codes_and_values_come_in_pairs) {
  BOOST_TEST(
      error_of(list_with(1, simulator::octet_string(active_power_import))) ==
      kaifa::formatted(
          "{}: list: value after the OBIS code expected, octet-string 01 00 01 07 00 ff found",
          behind_clock));
  BOOST_TEST(
      error_of(list_with(1, simulator::long_unsigned(1))) ==
      kaifa::formatted("{}: list: OBIS code expected, long-unsigned 00 01 found", behind_clock));
  const Code other = {0, 0, 42, 0, 0, 255};
  BOOST_TEST(error_of(list_with(2, joined({simulator::octet_string(other), {0x02, 0x00}}))) ==
             kaifa::formatted("{}: list: value expected, structure  found", behind_clock + 8));
}

BOOST_AUTO_TEST_CASE(a_clock_with_a_code_is_twelve_bytes) {
  const Bytes body = structure(
      2, joined({simulator::octet_string(clock_code), simulator::octet_string(Bytes(11, 7))}));
  BOOST_TEST(
      error_of(notification(body)) ==
      kaifa::formatted("{}: clock: octet-string of 12 bytes expected, octet-string 07 07 07 07 "
                       "07 07 07 07 07 07 07 found",
                       body_offset + 10));
  const Bytes wrong_type =
      structure(2, joined({simulator::octet_string(clock_code), simulator::long_unsigned(1)}));
  BOOST_TEST(
      error_of(notification(wrong_type)) ==
      kaifa::formatted("{}: clock: octet-string of 12 bytes expected, long-unsigned 00 01 found",
                       body_offset + 10));
}

BOOST_AUTO_TEST_SUITE_END()
