#include "output/table.h"

#include "support/run_of_a_frame.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace {

using sample::Variant;

std::string table_of(Variant variant, int list) {
  const RunOfAFrame frame(sample::frame(variant, list).bytes);
  return kaifa::table(frame.readout());
}

/// The lines about a clock that is this far ahead of the host's, after the line with its time.
std::string clock_lines(std::int64_t ahead_ms, Variant variant = Variant::norway_3_wire,
                        int list = 1) {
  const RunOfAFrame frame(sample::frame(variant, list).bytes);
  kaifa::Readout readout = frame.readout();
  readout.received_ms = readout.meter_clock->unix_s * 1000 - ahead_ms;
  readout.is_from_port = true;
  const std::string text = kaifa::table(readout);
  const std::size_t begin = text.find("21:10:05, ") + 10;
  return text.substr(begin, text.find("\n\n", begin) - begin);
}

/// The first of these lines.
std::string clock_error(std::int64_t ahead_ms) {
  const std::string lines = clock_lines(ahead_ms);
  return lines.substr(0, lines.find('\n'));
}

/// The other lines.
std::string clock_advice(std::int64_t ahead_ms, Variant variant = Variant::norway_3_wire,
                         int list = 1) {
  const std::string lines = clock_lines(ahead_ms, variant, list);
  const std::size_t end = lines.find('\n');
  return end == std::string::npos ? "" : lines.substr(end + 1);
}

constexpr std::int64_t s_ms = 1000;
constexpr std::int64_t min_ms = 60 * s_ms;
constexpr std::int64_t h_ms = 60 * min_ms;

} // namespace

BOOST_AUTO_TEST_SUITE(table)

BOOST_AUTO_TEST_CASE(a_list_3_of_a_three_wire_meter) {
  BOOST_TEST(table_of(Variant::norway_3_wire, 3) ==
             "Meter            MA304H3E 6970631401753985 (three phases, 3 wires)\n"
             "List             3\n"
             "Meter's clock    2023-08-15 21:10:05, 1 s behind this host\n"
             "\n"
             "                             import             export\n"
             "Active power               4533 W              126 W\n"
             "Reactive power               17 var            128 var\n"
             "Active energy         25124.097 kWh    2124447.392 kWh\n"
             "Reactive energy         0.101 kvarh       13.220 kvarh\n"
             "\n"
             "Phase                            L1             L2             L3\n"
             "Current                    32.416 A       15.478 A        5.211 A\n"
             "\n"
             "Between                       L1-L2          L1-L3          L2-L3\n"
             "Voltage                     238.1 V   not measured        239.4 V\n");
}

BOOST_AUTO_TEST_CASE(a_current_that_is_not_measured_is_shown_as_such) {
  simulator::Measurement measurement = sample::measurement_of(Variant::norway_3_wire);
  measurement.meter_type = "MA304T3E";
  measurement.current_ma[1] = 0;
  const RunOfAFrame frame(
      simulator::list_frame(Variant::norway_3_wire, 2, measurement, sample::time()));
  const std::string text = kaifa::table(frame.readout());
  BOOST_TEST(text.find("\nCurrent                    32.416 A   not measured        5.211 A\n") !=
             std::string::npos);
  BOOST_TEST(text.find("(three phases, 3 wires)") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_list_2_of_a_four_wire_meter) {
  BOOST_TEST(table_of(Variant::norway_4_wire, 2) ==
             "Meter            MA304H4 6970631401753985 (three phases, 4 wires)\n"
             "List             2\n"
             "Meter's clock    2023-08-15 21:10:05, 1 s behind this host\n"
             "\n"
             "                             import             export\n"
             "Active power               4533 W              126 W\n"
             "Reactive power               17 var            128 var\n"
             "\n"
             "Phase                            L1             L2             L3\n"
             "Current                    32.416 A       15.478 A        5.211 A\n"
             "Voltage                     238.1 V        230.2 V        239.4 V\n");
}

BOOST_AUTO_TEST_CASE(a_list_2_of_a_single_phase_meter) {
  BOOST_TEST(table_of(Variant::norway_single_phase, 2) ==
             "Meter            MA105H2E 6970631401753985 (single phase)\n"
             "List             2\n"
             "Meter's clock    2023-08-15 21:10:05, 1 s behind this host\n"
             "\n"
             "                             import             export\n"
             "Active power               4533 W              126 W\n"
             "Reactive power               17 var            128 var\n"
             "\n"
             "Phase                            L1\n"
             "Current                    32.416 A\n"
             "Voltage                     238.1 V\n");
}

BOOST_AUTO_TEST_CASE(a_list_1_has_nothing_but_the_import) {
  BOOST_TEST(table_of(Variant::norway_3_wire, 1) ==
             "List             1\n"
             "Meter's clock    2023-08-15 21:10:05, 1 s behind this host\n"
             "\n"
             "                             import             export\n"
             "Active power               4533 W\n");
}

BOOST_AUTO_TEST_CASE(unknown_wiring_names_the_option_that_settles_it) {
  RunOfAFrame frame(sample::frame(Variant::norway_4_wire, 2).bytes);
  frame.reading().wiring = kaifa::Wiring::unknown;
  BOOST_TEST(kaifa::table(frame.readout()).find("(wires unknown: see --wiring)") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_voltage_between_l1_and_l3_is_shown_where_it_is_measured) {
  RunOfAFrame frame(sample::frame(Variant::norway_3_wire, 2).bytes);
  frame.reading().voltage_2_v = kaifa::Decimal{2299, 1};
  BOOST_TEST(kaifa::table(frame.readout()).find("238.1 V        229.9 V        239.4 V\n") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_clocks_error_is_shown_in_a_unit_of_its_size) {
  BOOST_TEST(clock_error(0) == "0 s ahead of this host");
  BOOST_TEST(clock_error(-3 * s_ms) == "3 s behind this host");
  BOOST_TEST(clock_error(-499) == "0 s ahead of this host");
  BOOST_TEST(clock_error(-501) == "1 s behind this host");
  BOOST_TEST(clock_error(119 * s_ms) == "119 s ahead of this host");
  BOOST_TEST(clock_error(120 * s_ms) == "2 min ahead of this host");
  BOOST_TEST(clock_error(57 * min_ms) == "57 min ahead of this host");
  BOOST_TEST(clock_error(89 * min_ms) == "1 h 29 min ahead of this host");
  BOOST_TEST(clock_error(-(2 * h_ms + 4 * min_ms)) == "2 h 4 min behind this host");
  BOOST_TEST(clock_error(48 * h_ms - min_ms * 60) == "47 h ahead of this host");
  BOOST_TEST(clock_error(48 * h_ms) == "2 days ahead of this host");
  BOOST_TEST(clock_error(60 * h_ms) == "3 days ahead of this host");
  BOOST_TEST(clock_error(-24 * h_ms * 8000) == "8000 days behind this host");
}

BOOST_AUTO_TEST_CASE(an_error_of_about_an_hour_is_an_hour_as_a_person_would_say) {
  for (const std::int64_t near_ms : {-2 * min_ms, -2 * s_ms, std::int64_t{0}, 2 * s_ms, 2 * min_ms})
    for (const int hours : {1, 2, 9, 23}) {
      BOOST_TEST(clock_error(hours * h_ms + near_ms) ==
                 std::to_string(hours) + " h ahead of this host");
      BOOST_TEST(clock_error(-hours * h_ms + near_ms) ==
                 std::to_string(hours) + " h behind this host");
    }
}

BOOST_AUTO_TEST_CASE(a_clock_off_by_whole_hours_asks_for_the_zone) {
  const std::string zone =
      "                 whole hours off: is --timezone the zone of the meter's clock?";
  for (const int hours : {-26, -2, -1, 1, 2, 26})
    for (const int off_s : {-60, -2, 0, 2, 60})
      BOOST_TEST(clock_advice(hours * h_ms + off_s * s_ms) == zone);
  for (const std::int64_t off_ms : {0 * h_ms, -27 * h_ms, 27 * h_ms, 10'000 * h_ms, -60 * s_ms})
    BOOST_TEST(clock_advice(off_ms) == "");
  BOOST_TEST(clock_advice(h_ms + 5 * min_ms).starts_with(zone));
  BOOST_TEST(clock_advice(h_ms + 6 * min_ms).find("--timezone") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_clock_that_states_its_deviation_does_not_ask_for_the_zone) {
  RunOfAFrame frame(sample::frame(Variant::norway_3_wire, 1).bytes);
  kaifa::Readout readout = frame.readout();
  readout.received_ms = readout.meter_clock->unix_s * 1000 - h_ms;
  readout.is_from_port = true;
  BOOST_TEST(kaifa::table(readout).find("--timezone") != std::string::npos);
  readout.meter_clock->shown.deviation_minutes = -60;
  BOOST_TEST(kaifa::table(readout).find("--timezone") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_clock_off_by_more_than_a_minute_misses_the_hourly_timer) {
  const auto begins = [](const std::string& time) {
    return "                 a timer at 59:10 misses list 3: OnCalendar=*:" + time + " (CAVEATS)";
  };
  BOOST_TEST(clock_advice(60 * s_ms) == "");
  BOOST_TEST(clock_advice(-60 * s_ms) == "");
  BOOST_TEST(clock_advice(61 * s_ms) == begins("58:09"));
  BOOST_TEST(clock_advice(-61 * s_ms) == begins("00:11"));
  BOOST_TEST(clock_advice(3 * min_ms) == begins("56:10"));
  BOOST_TEST(clock_advice(-3 * min_ms) == begins("02:10"));
  BOOST_TEST(clock_advice(30 * min_ms) == begins("29:10"));
  BOOST_TEST(clock_advice(-90 * min_ms) == begins("29:10"));
  BOOST_TEST(clock_advice(10'000 * h_ms + 3 * min_ms) == begins("56:10"));
  BOOST_TEST(clock_advice(-h_ms + 3 * min_ms) ==
             "                 whole hours off: is --timezone the zone of the meter's clock?\n" +
                 begins("56:10"));
  BOOST_TEST(clock_advice(3 * min_ms, Variant::norway_3_wire, 2) == begins("56:10"));
}

BOOST_AUTO_TEST_CASE(a_recording_of_another_time_asks_for_nothing) {
  const RunOfAFrame frame(sample::frame(Variant::norway_3_wire, 1).bytes);
  kaifa::Readout readout = frame.readout();
  for (const bool is_from_port : {false, true}) {
    readout.received_ms = readout.meter_clock->unix_s * 1000 + h_ms + 3 * min_ms;
    readout.is_from_port = is_from_port;
    const std::string text = kaifa::table(readout);
    BOOST_TEST(text.find("1 h 3 min behind this host\n") != std::string::npos);
    BOOST_TEST((text.find("--timezone") != std::string::npos) == is_from_port);
    BOOST_TEST((text.find("OnCalendar") != std::string::npos) == is_from_port);
  }
}

BOOST_AUTO_TEST_CASE(a_meter_that_sends_energies_all_the_time_needs_no_other_timer) {
  for (const Variant variant : {Variant::norway_3_wire, Variant::sweden_ct})
    BOOST_TEST(clock_advice(3 * min_ms, variant, 3).find("OnCalendar") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_clock_that_shows_no_time_is_not_shown) {
  const RunOfAFrame frame(sample::frame(Variant::norway_3_wire, 3).bytes);
  kaifa::Readout readout = frame.readout();
  readout.meter_clock.reset();
  BOOST_TEST(kaifa::table(readout).find("clock") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(each_amount_is_shown_without_its_neighbours) {
  struct Amount {
    std::optional<kaifa::Decimal> kaifa::Reading::*field;
    std::string shown;
  };
  using kaifa::Reading;
  const std::vector<Amount> all = {
      {&Reading::active_power_import_w, "W"},
      {&Reading::active_power_export_w, "W"},
      {&Reading::reactive_power_import_var, "var"},
      {&Reading::reactive_power_export_var, "var"},
      {&Reading::active_energy_import_wh, "kWh"},
      {&Reading::active_energy_export_wh, "kWh"},
      {&Reading::reactive_energy_import_varh, "kvarh"},
      {&Reading::reactive_energy_export_varh, "kvarh"},
      {&Reading::current_l1_a, "A"},
      {&Reading::current_l2_a, "A"},
      {&Reading::current_l3_a, "A"},
      {&Reading::voltage_1_v, "V"},
      {&Reading::voltage_2_v, "V"},
      {&Reading::voltage_3_v, "V"},
  };
  for (const kaifa::Wiring wiring : {kaifa::Wiring::unknown, kaifa::Wiring::single_phase,
                                     kaifa::Wiring::three_wire, kaifa::Wiring::four_wire})
    for (const Amount& amount : all) {
      RunOfAFrame frame(sample::frame(Variant::norway_3_wire, 1).bytes);
      frame.reading() = kaifa::Reading{};
      frame.reading().list = 1;
      frame.reading().wiring = wiring;
      frame.reading().*amount.field = kaifa::Decimal{7'654'321, 0};
      const std::string text = kaifa::table(frame.readout());
      const std::string shown = amount.shown.front() == 'k' ? "7654.321 " : "7654321 ";
      BOOST_TEST(text.find(shown + amount.shown) != std::string::npos, static_cast<int>(wiring)
                                                                           << text);
      for (const auto& [name, unit] :
           std::vector<std::pair<std::string, std::string>>{{"Active power", "W"},
                                                            {"Reactive power", "var"},
                                                            {"Active energy", "kWh"},
                                                            {"Reactive energy", "kvarh"},
                                                            {"Current", "A"},
                                                            {"Voltage", "V"}})
        BOOST_TEST((text.find('\n' + name) != std::string::npos) == (unit == amount.shown), text);
    }
}

BOOST_AUTO_TEST_CASE(voltages_of_unknown_wires_are_under_no_phase) {
  RunOfAFrame frame(sample::frame(Variant::norway_4_wire, 2).bytes);
  frame.reading().wiring = kaifa::Wiring::unknown;
  BOOST_TEST(kaifa::table(frame.readout())
                 .ends_with("Phase                            L1             L2             L3\n"
                            "Current                    32.416 A       15.478 A        5.211 A\n"
                            "\n"
                            "Wires unknown                     1              2              3\n"
                            "Voltage                     238.1 V        230.2 V        239.4 V\n"));
}

BOOST_AUTO_TEST_CASE(it_is_plain_ascii_and_at_most_80_columns_wide) {
  for (const sample::Frame& frame : sample::every_frame()) {
    simulator::Measurement largest = sample::measurement_of(frame.variant);
    largest.active_power_import_w = largest.active_power_export_w = UINT32_MAX;
    largest.current_ma = {10'000'000, 10'000'000, 10'000'000};
    largest.voltage_dv = {10'000, 10'000, 10'000};
    largest.active_energy_import_wh = UINT32_MAX;
    RunOfAFrame of_frame(simulator::list_frame(frame.variant, frame.list, largest, sample::time()));
    if (frame.list > 1 && frame.variant != Variant::norway_single_phase)
      of_frame.reading().wiring = kaifa::Wiring::unknown;
    kaifa::Readout readout = of_frame.readout();
    readout.is_from_port = true;
    if (readout.meter_clock)
      readout.received_ms = (readout.meter_clock->unix_s + 26 * 3600 + 299) * 1000;
    std::istringstream lines(kaifa::table(readout));
    for (std::string line; std::getline(lines, line);) {
      BOOST_TEST(line.size() <= 80U, line);
      BOOST_TEST(!line.ends_with(' '), line);
      BOOST_TEST(std::ranges::all_of(line, [](char c) { return c >= ' ' && c <= '~'; }), line);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_hostile_meter_id_does_not_reach_the_terminal) {
  RunOfAFrame frame(sample::frame(Variant::norway_3_wire, 2).bytes);
  frame.reading().meter_id = "\x1b]0;x\a\n";
  BOOST_TEST(kaifa::table(frame.readout()).find("\\x1b]0;x\\x07\\x0a") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_meter_for_transformers_says_that_their_ratio_is_missing) {
  RunOfAFrame frame(sample::frame(Variant::norway_3_wire, 2).bytes);
  const std::string line =
      "\nTransformers     if there are any, give their ratio with --ct-ratio\n";
  for (const auto& [type, is_said] :
       {std::pair("MA304T3", true), {"MA304T4", true}, {"MA304H4", false}, {"MA105H2E", false}}) {
    frame.reading().meter_type = type;
    kaifa::Readout readout = frame.readout();
    BOOST_TEST((kaifa::table(readout).find(line) != std::string::npos) == is_said, type);
    readout.ct_ratio = {200, 5};
    BOOST_TEST(kaifa::table(readout).find(line) == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(a_reading_that_was_multiplied_says_so) {
  const RunOfAFrame frame(sample::frame(Variant::sweden_ct, 3).bytes);
  kaifa::Readout readout = frame.readout();
  BOOST_TEST(kaifa::table(readout).find("multiplied") == std::string::npos);
  readout.ct_ratio = {200, 5};
  BOOST_TEST(
      kaifa::table(readout).find(
          "\nTransformers     multiplied by 200/5, as --ct-ratio says; voltages are not\n") !=
      std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
