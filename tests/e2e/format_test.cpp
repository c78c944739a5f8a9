#include "support/failure.h"
#include "support/frames.h"

#include <boost/test/unit_test.hpp>
#include <sysexits.h>

namespace {

using namespace support;

Outcome print(std::vector<std::string> arguments, const simulator::Bytes& stream) {
  arguments.insert(arguments.end(), {"--device", "-", "--stdout"});
  return run(exporter(arguments, to_string(stream)));
}

/// List 3 of a meter of this type, at this time of its clock.
simulator::Bytes frame_of(const std::string& meter_type, std::string_view time) {
  simulator::Measurement measurement = distinct_measurement();
  measurement.meter_type = meter_type;
  return simulator::list_frame(simulator::Variant::norway_4_wire, 3, measurement,
                               *simulator::parse_local_time(time));
}

std::string clock_of(const Outcome& outcome) {
  return parse_samples(outcome.out).at("kaifa_meter_clock_timestamp_seconds");
}

void check_contains(const Outcome& outcome, const std::string& text) {
  BOOST_TEST((outcome.out.find(text) != std::string::npos), text << " is not in " << outcome.out);
}

} // namespace

BOOST_AUTO_TEST_SUITE(formats)

BOOST_AUTO_TEST_CASE(a_dump_shows_the_frame_that_was_refused_too) {
  const auto refused = simulator::hdlc_frame(simulator::Bytes{0xe6, 0xe7, 0x00, 0xdb});
  const Outcome outcome = print({"--format", "dump"}, refused);
  check_contains(outcome, "e6 e7 00");
  BOOST_TEST(outcome.err.starts_with("kaifa-exporter: no list 2 up to the end of standard input"));
  BOOST_TEST(outcome.status == EX_DATAERR);
}

BOOST_AUTO_TEST_CASE(the_meters_clock_is_that_of_its_zone) {
  const auto winter = frame_of("MA304H4", "2024-01-31T12:00:10");
  const auto summer = frame_of("MA304H4", "2024-07-31T12:00:10");
  BOOST_TEST(clock_of(print({"--timezone", "UTC"}, winter)) == "1706702410");
  BOOST_TEST(clock_of(print({"--timezone", "Europe/Oslo"}, winter)) == "1706698810");
  BOOST_TEST(clock_of(print({"--timezone", "Europe/Oslo"}, summer)) == "1722420010");
}

BOOST_AUTO_TEST_CASE(wiring_is_taken_from_the_option_if_the_type_does_not_say) {
  const std::string voltage = "kaifa_voltage_volts";
  const auto unknown = frame_of("MA304X", "2024-01-31T12:00:10");
  BOOST_TEST(print({}, unknown).out.find(voltage) == std::string::npos);
  check_contains(print({"--wiring", "3"}, unknown), voltage + "{phase=\"L2-L3\"} 230.3\n");
  check_contains(print({"--wiring", "4"}, unknown), voltage + "{phase=\"L3\"} 230.3\n");
  check_contains(print({"--wiring", "3"}, frame_of("MA304H4", "2024-01-31T12:00:10")),
                 voltage + "{phase=\"L3\"} 230.3\n");
}

BOOST_AUTO_TEST_CASE(values_measured_through_transformers_are_multiplied_in_every_format) {
  const auto multiplied = [](const std::string& format) {
    return print({"--format", format, "--list", "3", "--ct-ratio", "200/5"}, frame(3));
  };
  const auto samples = parse_samples(multiplied("prom").out);
  BOOST_TEST(samples.at("kaifa_active_power_import_watts") == "60040");
  BOOST_TEST(samples.at("kaifa_active_energy_import_joules_total") == "1777777632000");
  BOOST_TEST(samples.at("kaifa_current_amperes{phase=\"L1\"}") == "0.560");
  BOOST_TEST(samples.at("kaifa_voltage_volts{phase=\"L1-L2\"}") == "230.1");
  check_contains(multiplied("json"), "\"active_power_import_watts\": 60040");
  check_contains(multiplied("text"), "60040 W");
  check_contains(multiplied("text"), "multiplied by 200/5");
}

BOOST_AUTO_TEST_CASE(a_ratio_that_yields_no_whole_count_is_refused) {
  check_ended(print({"--ct-ratio", "8/7"}, frame(2)), EX_CONFIG, "--ct-ratio 8/7");
}

BOOST_AUTO_TEST_SUITE_END()
