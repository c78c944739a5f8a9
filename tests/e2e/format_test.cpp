#include "support/failure.h"
#include "support/frames.h"

#include <boost/test/unit_test.hpp>
#include <fmt/ranges.h>
#include <sysexits.h>

#include <sstream>

namespace {

using namespace support;

Outcome print(std::vector<std::string> arguments, const simulator::Bytes& stream) {
  arguments.insert(arguments.end(), {"--device", "-", "--stdout"});
  Command command = exporter(arguments);
  command.input = to_string(stream);
  return run(command);
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

/// Behind four digits of the offset and two blanks, up to the next two.
std::string hex_column_of(const std::string& dump) {
  constexpr std::size_t begin = 6;
  std::string bytes;
  std::istringstream lines(dump);
  for (std::string line; std::getline(lines, line);)
    bytes += line.substr(begin, line.find("  ", begin) - begin) + " ";
  bytes.pop_back();
  return bytes;
}

void check_contains(const Outcome& outcome, const std::string& text) {
  BOOST_TEST((outcome.out.find(text) != std::string::npos), text << " is not in " << outcome.out);
}

} // namespace

BOOST_AUTO_TEST_SUITE(formats)

BOOST_AUTO_TEST_CASE(text_is_for_people) {
  const Outcome outcome = print({"--format", "text", "--list", "3"}, frame(3));
  BOOST_TEST(outcome.err == "");
  BOOST_TEST(outcome.status == EX_OK);
  check_contains(outcome, "MA304H3E 6970631400000042");
  for (const std::string quantity :
       {"1501 W", "2502 W", "3503 var", "4504 var", "0.014 A", "5.505 A", "16.006 A", "230.1 V",
        "not measured", "230.3 V", "12345.678 kWh", "23456.789 kWh", "34.567 kvarh",
        "4000000.000 kvarh"})
    check_contains(outcome, " " + quantity);
}

BOOST_AUTO_TEST_CASE(a_dump_has_every_byte_of_the_frame) {
  const Outcome outcome = print({"--format", "dump"}, frame(2));
  BOOST_TEST(outcome.err == "");
  BOOST_TEST(outcome.status == EX_OK);
  BOOST_TEST(hex_column_of(outcome.out) == fmt::format("{:02x}", fmt::join(frame(2), " ")));
}

BOOST_AUTO_TEST_CASE(a_dump_shows_the_frame_that_was_refused_too) {
  const auto refused = simulator::hdlc_frame(simulator::Bytes{0xe6, 0xe7, 0x00, 0xdb});
  const Outcome outcome = print({"--format", "dump"}, refused);
  check_contains(outcome, "e6 e7 00");
  BOOST_TEST(outcome.err.starts_with("kaifa-exporter: no list 2 up to the end of standard input"));
  BOOST_TEST(outcome.status == EX_DATAERR);
}

BOOST_AUTO_TEST_CASE(a_deviation_that_a_frame_states_once_goes_for_all_of_it) {
  const auto whole = frame_of("MA304H4", "2024-01-31T12:00:10");
  // The information field, without the head of the frame, and without FCS and flag.
  simulator::Bytes information(whole.begin() + 9, whole.end() - 3);
  const auto set_deviation = [&](std::ptrdiff_t time, int minutes) {
    information[static_cast<std::size_t>(time) + 9] = static_cast<std::uint8_t>(minutes >> 8);
    information[static_cast<std::size_t>(time) + 10] = static_cast<std::uint8_t>(minutes & 0xff);
  };
  const simulator::Bytes year = {0x07, 0xe8, 0x01};
  const auto first = std::search(information.begin(), information.end(), year.begin(), year.end());
  const auto second = std::search(first + 1, information.end(), year.begin(), year.end());
  BOOST_TEST_REQUIRE((second != information.end()));
  const auto clocks_of = [&](int minutes_of_first, int minutes_of_second) {
    set_deviation(first - information.begin(), minutes_of_first);
    set_deviation(second - information.begin(), minutes_of_second);
    const Outcome outcome =
        print({"--timezone", "America/New_York"}, simulator::hdlc_frame(information));
    const Samples samples = parse_samples(outcome.out);
    return std::pair(samples.at("kaifa_meter_clock_timestamp_seconds"),
                     samples.at("kaifa_energy_clock_timestamp_seconds"));
  };
  constexpr int not_specified = -0x8000;
  const std::pair<std::string, std::string> utc_plus_1("1706698810", "1706698810");
  BOOST_CHECK((clocks_of(-60, -60) == utc_plus_1));
  BOOST_CHECK((clocks_of(-60, not_specified) == utc_plus_1));
  BOOST_CHECK((clocks_of(not_specified, -60) == utc_plus_1));
  const std::pair<std::string, std::string> new_york("1706720410", "1706720410");
  BOOST_CHECK((clocks_of(not_specified, not_specified) == new_york));
}

BOOST_AUTO_TEST_CASE(the_meters_clock_is_that_of_its_zone) {
  const auto winter = frame_of("MA304H4", "2024-01-31T12:00:10");
  const auto summer = frame_of("MA304H4", "2024-07-31T12:00:10");
  BOOST_TEST(clock_of(print({"--timezone", "UTC"}, winter)) == "1706702410");
  BOOST_TEST(clock_of(print({"--timezone", "Europe/Oslo"}, winter)) == "1706698810");
  BOOST_TEST(clock_of(print({"--timezone", "Europe/Oslo"}, summer)) == "1722420010");
}

BOOST_AUTO_TEST_CASE(a_clock_that_states_its_deviation_needs_no_zone) {
  const auto swedish = frame(3, simulator::Variant::sweden_tagged);
  BOOST_TEST(clock_of(print({"--timezone", "Asia/Tokyo"}, swedish)) ==
             clock_of(print({"--timezone", "UTC"}, swedish)));
}

BOOST_AUTO_TEST_CASE(wiring_is_taken_from_the_option_where_the_type_does_not_tell) {
  const std::string voltage = "kaifa_voltage_volts";
  const auto unknown = frame_of("MA304X", "2024-01-31T12:00:10");
  BOOST_TEST(print({}, unknown).out.find(voltage) == std::string::npos);
  check_contains(print({"--wiring", "3"}, unknown), voltage + "{phase=\"L2-L3\"} 230.3\n");
  check_contains(print({"--wiring", "4"}, unknown), voltage + "{phase=\"L3\"} 230.3\n");
  check_contains(print({"--wiring", "3"}, frame_of("MA304H4", "2024-01-31T12:00:10")),
                 voltage + "{phase=\"L3\"} 230.3\n");
}

BOOST_AUTO_TEST_CASE(values_behind_transformers_are_multiplied_in_every_format) {
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

BOOST_AUTO_TEST_CASE(a_ratio_that_gives_no_whole_count_is_refused) {
  check_ended(print({"--ct-ratio", "8/7"}, frame(2)), EX_CONFIG, "--ct-ratio 8/7");
}

BOOST_AUTO_TEST_SUITE_END()
