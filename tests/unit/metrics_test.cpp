#include "output/metrics.h"

#include "formatted.h"
#include "support/run_of_a_frame.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <set>

namespace {

using sample::Variant;

/// A row of the table that users rely on.
struct Promise {
  std::string_view name;
  std::string_view type;
  bool in_list_1;
  bool in_list_2;
  bool in_list_3;
  kaifa::Part part;
  std::string_view help; ///< node_exporter drops a file whose HELP differs from that of another
};

using enum kaifa::Part;
constexpr std::array<Promise, 19> promises = {{
    {"kaifa_meter_info", "gauge", false, true, true, reading, "The meter that was read; always 1."},
    {"kaifa_exporter_build_info", "gauge", true, true, true, reading,
     "The version of kaifa-exporter that read it; always 1."},
    {"kaifa_active_power_import_watts", "gauge", true, true, true, reading,
     "Active power drawn from the grid (Q1+Q4)."},
    {"kaifa_active_power_export_watts", "gauge", false, true, true, reading,
     "Active power fed into the grid (Q2+Q3)."},
    {"kaifa_reactive_power_import_vars", "gauge", false, true, true, reading,
     "Reactive power drawn from the grid (Q1+Q2)."},
    {"kaifa_reactive_power_export_vars", "gauge", false, true, true, reading,
     "Reactive power fed into the grid (Q3+Q4)."},
    {"kaifa_current_amperes", "gauge", false, true, true, reading, "Current of each phase."},
    {"kaifa_voltage_volts", "gauge", false, true, true, reading,
     "Voltage of each phase, or between two phases on a 3-wire meter."},
    {"kaifa_power_factor_ratio", "gauge", false, false, false, reading,
     "Power factor, from 0 to 1."}, // in some pushes
    {"kaifa_meter_clock_timestamp_seconds", "gauge", true, true, true, reading,
     "Unix time that the meter's clock showed in the frame."},
    {"kaifa_frame_received_timestamp_seconds", "gauge", true, true, true, reading,
     "Unix time of this host at which the last byte of the frame came."},
    {"kaifa_read_duration_seconds", "gauge", true, true, true, reading,
     "Time from the start of the run to the last byte of the frame."},
    {"kaifa_read_discarded_bytes", "gauge", true, true, true, reading,
     "Bytes before the frame that belonged to no valid frame."},
    {"kaifa_read_rejected_frames", "gauge", true, true, true, reading,
     "Frames rejected before the frame, by reason."},
    {"kaifa_active_energy_import_joules_total", "counter", false, false, true, energy,
     "Active energy drawn from the grid (A+), by the meter's register."},
    {"kaifa_active_energy_export_joules_total", "counter", false, false, true, energy,
     "Active energy fed into the grid (A-), by the meter's register."},
    {"kaifa_reactive_energy_import_var_seconds_total", "counter", false, false, true, energy,
     "Reactive energy drawn from the grid (R+), by the meter's register."},
    {"kaifa_reactive_energy_export_var_seconds_total", "counter", false, false, true, energy,
     "Reactive energy fed into the grid (R-), by the meter's register."},
    {"kaifa_energy_clock_timestamp_seconds", "gauge", false, false, true, energy,
     "Unix time that the meter's clock showed with the energy registers."},
}};

/// "name{label=value}" to value.
using Values = std::map<std::string, std::string>;

Values values_of(const kaifa::Readout& readout) {
  Values values;
  for (const kaifa::Sample& sample : kaifa::samples_of(readout)) {
    std::string series(sample.family->name);
    for (const kaifa::Label& label : sample.labels)
      if (!label.name.empty())
        series.append("{").append(label.name).append("=").append(label.value).append("}");
    std::string value;
    kaifa::append(value, sample.value);
    BOOST_TEST(values.emplace(series, value).second, series << " is there twice");
  }
  return values;
}

Values with_prefix(const Values& all, const std::string& prefix) {
  Values chosen;
  std::ranges::copy_if(all, std::inserter(chosen, chosen.end()),
                       [&](const auto& value) { return value.first.starts_with(prefix); });
  return chosen;
}

Values voltages_of(const kaifa::Reading& reading) {
  RunOfAFrame frame(sample::frame(Variant::norway_4_wire, 2).bytes);
  frame.reading() = reading;
  return with_prefix(values_of(frame.readout()), "kaifa_voltage_volts");
}

kaifa::Reading with_voltages(kaifa::Wiring wiring, std::uint32_t voltage_2_dv) {
  kaifa::Reading reading{};
  reading.list = 2;
  reading.wiring = wiring;
  reading.voltage_1_v = kaifa::Decimal{2381, 1};
  reading.voltage_2_v = kaifa::Decimal{voltage_2_dv, 1};
  reading.voltage_3_v = kaifa::Decimal{2394, 1};
  return reading;
}

} // namespace

BOOST_AUTO_TEST_SUITE(metrics)

BOOST_AUTO_TEST_CASE(the_families_are_those_of_the_contract) {
  const auto families = kaifa::families();
  BOOST_REQUIRE(families.size() == promises.size());
  for (std::size_t i = 0; i < families.size(); ++i) {
    BOOST_TEST(families[i].name == promises[i].name);
    BOOST_TEST(families[i].type == promises[i].type);
    BOOST_TEST((families[i].part == promises[i].part));
    BOOST_TEST(families[i].help == promises[i].help);
    BOOST_TEST(families[i].name.ends_with("_total") == (families[i].type == "counter"));
  }
}

BOOST_AUTO_TEST_CASE(the_energy_part_comes_last) {
  BOOST_TEST(std::ranges::is_sorted(kaifa::families(), {}, &kaifa::Family::part));
}

BOOST_AUTO_TEST_CASE(each_list_has_its_metrics_and_no_other) {
  for (const sample::Frame& frame : sample::every_frame()) {
    const RunOfAFrame of_frame(frame.bytes);
    std::set<std::string_view> names;
    for (const kaifa::Sample& sample : kaifa::samples_of(of_frame.readout()))
      names.insert(sample.family->name);
    for (const Promise& promise : promises) {
      const bool expected = frame.list == 1   ? promise.in_list_1
                            : frame.list == 2 ? promise.in_list_2
                                              : promise.in_list_3;
      BOOST_TEST(names.contains(promise.name) == expected, frame.name << ": " << promise.name);
    }
  }
}

BOOST_AUTO_TEST_CASE(samples_of_a_family_are_together_in_the_order_of_the_families) {
  for (const sample::Frame& frame : sample::every_frame()) {
    const RunOfAFrame of_frame(frame.bytes);
    BOOST_TEST(
        std::ranges::is_sorted(kaifa::samples_of(of_frame.readout()), {}, &kaifa::Sample::family),
        frame.name);
  }
}

BOOST_AUTO_TEST_CASE(values_are_the_registers_in_base_units) {
  const RunOfAFrame frame(sample::frame(Variant::norway_4_wire, 3).bytes);
  Values values = values_of(frame.readout());
  for (const auto& [series, value] : Values{
           {"kaifa_meter_info{meter_id=6970631401753985}{meter_type=MA304H4}{list_version=KFM_001}",
            "1"},
           {"kaifa_active_power_import_watts", "4533"},
           {"kaifa_active_power_export_watts", "126"},
           {"kaifa_reactive_power_import_vars", "17"},
           {"kaifa_reactive_power_export_vars", "128"},
           {"kaifa_current_amperes{phase=L1}", "32.416"},
           {"kaifa_current_amperes{phase=L2}", "15.478"},
           {"kaifa_current_amperes{phase=L3}", "5.211"},
           {"kaifa_voltage_volts{phase=L1}", "238.1"},
           {"kaifa_voltage_volts{phase=L2}", "230.2"},
           {"kaifa_voltage_volts{phase=L3}", "239.4"},
           {"kaifa_meter_clock_timestamp_seconds", "1692126605"},
           {"kaifa_frame_received_timestamp_seconds", "1692126606.250"},
           {"kaifa_read_duration_seconds", "2.005"},
           {"kaifa_active_energy_import_joules_total", std::to_string(25124097ULL * 3600)},
           {"kaifa_active_energy_export_joules_total", std::to_string(0x7ea07ea0ULL * 3600)},
           {"kaifa_reactive_energy_import_var_seconds_total", std::to_string(101 * 3600)},
           {"kaifa_reactive_energy_export_var_seconds_total", std::to_string(13220 * 3600)},
           {"kaifa_energy_clock_timestamp_seconds", "1692126605"},
       })
    BOOST_TEST(values[series] == value, series);
}

BOOST_AUTO_TEST_CASE(the_largest_energy_does_not_wrap) {
  RunOfAFrame frame(sample::frame(Variant::sweden_ct, 3).bytes);
  frame.reading().active_energy_import_wh = kaifa::Decimal{INT64_MAX / 3600};
  // 2562047788015215 Wh times 3600, calculated by hand.
  BOOST_TEST(values_of(frame.readout())["kaifa_active_energy_import_joules_total"] ==
             "9223372036854774000");
}

BOOST_AUTO_TEST_CASE(a_run_counts_what_it_discarded_and_rejected_for_every_reason) {
  RunOfAFrame frame(sample::frame(Variant::norway_3_wire, 1).bytes);
  frame.statistics().discarded_bytes = 12345;
  auto& rejections = frame.statistics().rejections;
  Values expected;
  for (std::size_t i = 0; i < rejections.size(); ++i) {
    rejections[i] = i; // the first is 0, and shown all the same
    expected[kaifa::formatted("kaifa_read_rejected_frames{{reason={}}}",
                              kaifa::reason_texts[i].name)] = std::to_string(i);
  }
  const Values values = values_of(frame.readout());
  BOOST_TEST(values.at("kaifa_read_discarded_bytes") == "12345");
  BOOST_TEST((with_prefix(values, "kaifa_read_rejected_frames") == expected));
}

BOOST_AUTO_TEST_CASE(a_power_factor_is_a_ratio) {
  RunOfAFrame frame(sample::frame(Variant::norway_4_wire, 3).bytes);
  frame.reading().power_factor = kaifa::Decimal{968, 3};
  BOOST_TEST(values_of(frame.readout()).at("kaifa_power_factor_ratio") == "0.968");
}

BOOST_AUTO_TEST_CASE(a_single_phase_meter_has_one_current_and_one_voltage) {
  const RunOfAFrame frame(sample::frame(Variant::norway_single_phase, 3).bytes);
  const Values values = values_of(frame.readout());
  BOOST_TEST((with_prefix(values, "kaifa_current_amperes") ==
              Values{{"kaifa_current_amperes{phase=L1}", "32.416"}}));
  BOOST_TEST((with_prefix(values, "kaifa_voltage_volts") ==
              Values{{"kaifa_voltage_volts{phase=L1}", "238.1"}}));
}

BOOST_AUTO_TEST_CASE(a_three_wire_meter_has_two_line_voltages_and_all_currents) {
  const RunOfAFrame frame(sample::frame(Variant::norway_3_wire, 2).bytes);
  const Values values = values_of(frame.readout());
  BOOST_TEST(with_prefix(values, "kaifa_current_amperes").size() == 3U);
  BOOST_TEST((with_prefix(values, "kaifa_voltage_volts") ==
              Values{{"kaifa_voltage_volts{phase=L1-L2}", "238.1"},
                     {"kaifa_voltage_volts{phase=L2-L3}", "239.4"}}));
}

BOOST_AUTO_TEST_CASE(a_current_that_is_not_measured_is_absent) {
  simulator::Measurement measurement = sample::measurement_of(Variant::norway_3_wire);
  measurement.meter_type = "MA304T3E";
  measurement.current_ma[1] = 0;
  const RunOfAFrame frame(
      simulator::list_frame(Variant::norway_3_wire, 2, measurement, sample::time()));
  const Values values = values_of(frame.readout());
  BOOST_TEST((with_prefix(values, "kaifa_current_amperes") ==
              Values{{"kaifa_current_amperes{phase=L1}", "32.416"},
                     {"kaifa_current_amperes{phase=L3}", "5.211"}}));
  BOOST_TEST(with_prefix(values, "kaifa_voltage_volts").size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_three_wire_meter_that_measures_the_third_line_voltage_has_it) {
  BOOST_TEST((voltages_of(with_voltages(kaifa::Wiring::three_wire, 2299)) ==
              Values{{"kaifa_voltage_volts{phase=L1-L2}", "238.1"},
                     {"kaifa_voltage_volts{phase=L1-L3}", "229.9"},
                     {"kaifa_voltage_volts{phase=L2-L3}", "239.4"}}));
}

BOOST_AUTO_TEST_CASE(a_dead_phase_of_a_four_wire_meter_is_0) {
  BOOST_TEST((voltages_of(with_voltages(kaifa::Wiring::four_wire, 0)) ==
              Values{{"kaifa_voltage_volts{phase=L1}", "238.1"},
                     {"kaifa_voltage_volts{phase=L2}", "0.0"},
                     {"kaifa_voltage_volts{phase=L3}", "239.4"}}));
}

BOOST_AUTO_TEST_CASE(voltages_whose_meaning_is_unknown_are_absent) {
  BOOST_TEST(voltages_of(with_voltages(kaifa::Wiring::unknown, 2299)).empty());
}

BOOST_AUTO_TEST_CASE(without_a_valid_clock_there_is_no_sample_of_it) {
  const RunOfAFrame frame(sample::frame(Variant::norway_4_wire, 3).bytes);
  kaifa::Readout readout = frame.readout();
  readout.meter_clock.reset();
  readout.energy_clock.reset();
  const Values values = values_of(readout);
  BOOST_TEST(!values.contains("kaifa_meter_clock_timestamp_seconds"));
  BOOST_TEST(!values.contains("kaifa_energy_clock_timestamp_seconds"));
  BOOST_TEST(values.contains("kaifa_active_energy_import_joules_total"));
}

BOOST_AUTO_TEST_CASE(no_sample_has_a_label_that_users_may_set) {
  for (const sample::Frame& frame : sample::every_frame()) {
    const RunOfAFrame of_frame(frame.bytes);
    for (const kaifa::Sample& sample : kaifa::samples_of(of_frame.readout()))
      for (const kaifa::Label& label : sample.labels)
        BOOST_TEST((label.name.empty() || sample.family->name == "kaifa_exporter_build_info" ||
                    std::ranges::count(kaifa::own_label_names, label.name) == 1),
                   label.name);
  }
}

BOOST_AUTO_TEST_SUITE_END()
