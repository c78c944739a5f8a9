#include "formatted.h"
#include "output/json.h"

#include "support/run_of_a_frame.h"

#include <boost/test/unit_test.hpp>

namespace {

using sample::Variant;

std::string json_of(Variant variant, int list) {
  return kaifa::json(RunOfAFrame(sample::frame(variant, list).bytes).readout());
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_SUITE(json)

BOOST_AUTO_TEST_CASE(an_object_is_on_one_line) {
  for (const sample::Frame& frame : sample::every_frame()) {
    const std::string text = kaifa::json(RunOfAFrame(frame.bytes).readout());
    BOOST_TEST(text.starts_with("{"));
    BOOST_TEST(text.ends_with("}\n"));
    BOOST_TEST(text.find('\n') == text.size() - 1);
  }
}

BOOST_AUTO_TEST_CASE(a_list_1_has_its_power_and_nothing_else_about_the_meter) {
  const std::string text = json_of(Variant::norway_3_wire, 1);
  BOOST_TEST(
      text.starts_with("{\"active_power_import_watts\": 4533, \"read_duration_seconds\": 2.005, "
                       "\"read_discarded_bytes\": 0, \"meter_clock_timestamp\": "));
  BOOST_TEST(!contains(text, "meter_id"));
  BOOST_TEST(!contains(text, "current"));
  BOOST_TEST(!contains(text, "kwh"));
  BOOST_TEST(!contains(text, "labels"));
}

BOOST_AUTO_TEST_CASE(phases_are_objects_and_numbers_exact) {
  const std::string text = json_of(Variant::norway_4_wire, 3);
  BOOST_TEST(contains(text, "\"meter_id\": \"6970631401753985\", \"meter_type\": \"MA304H4\""));
  BOOST_TEST(contains(text, "\"current_amperes\": {\"L1\": 32.416, "));
  BOOST_TEST(contains(text, "\"voltage_volts\": {\"L1\": 238.1, \"L2\": 230.2, \"L3\": 239.4}"));
  // 25124097 Wh
  BOOST_TEST(contains(text, "\"active_energy_import_kwh\": 25124.097"));
  BOOST_TEST(contains(text, "\"reactive_energy_export_kvarh\": 13.220"));
}

BOOST_AUTO_TEST_CASE(the_net_power_is_import_minus_export) {
  RunOfAFrame run(sample::frame(Variant::norway_3_wire, 2).bytes);
  const auto check = [&](kaifa::Decimal import, kaifa::Decimal exported, std::string_view net) {
    run.reading().active_power_import_w = import;
    run.reading().active_power_export_w = exported;
    const std::string member = "\"active_power_net_watts\": " + std::string(net) + ",";
    BOOST_TEST(contains(kaifa::json(run.readout()), member));
  };
  check({4533}, {0}, "4533");
  check({0}, {2120}, "-2120");
  check({0}, {0}, "0");
  check({45331, 1}, {33}, "4500.1");
}

BOOST_AUTO_TEST_CASE(without_both_powers_there_is_no_net_power) {
  for (const auto absent :
       {&kaifa::Reading::active_power_import_w, &kaifa::Reading::active_power_export_w}) {
    RunOfAFrame run(sample::frame(Variant::norway_3_wire, 2).bytes);
    run.reading().*absent = {};
    BOOST_TEST(!contains(kaifa::json(run.readout()), "net"));
  }
}

BOOST_AUTO_TEST_CASE(only_reasons_that_rejected_a_frame_are_there) {
  RunOfAFrame run(sample::frame(Variant::norway_3_wire, 2).bytes);
  BOOST_TEST(!contains(kaifa::json(run.readout()), "rejected"));
  for (std::size_t i = 0; i < kaifa::reason_texts.size(); ++i) {
    run.statistics().rejections = {};
    run.statistics().rejections[i] = 7 + i;
    const std::string member = "\"read_rejected_frames\": {\"" +
                               std::string(kaifa::reason_texts[i].name) +
                               "\": " + std::to_string(7 + i) + "}";
    BOOST_TEST(contains(kaifa::json(run.readout()), member));
  }
  run.statistics().rejections = {};
  run.statistics().rejections.front() = 1;
  run.statistics().rejections.back() = 2;
  BOOST_TEST(contains(kaifa::json(run.readout()),
                      "\"read_rejected_frames\": {\"segmented\": 1, \"list\": 2}"));
}

BOOST_AUTO_TEST_CASE(times_have_the_offset_of_the_clock) {
  // The clock shows 21:10:05 at 1692126605, which is 19:10:05 UTC; the frame arrived 1.250 s later.
  const std::string text = json_of(Variant::norway_4_wire, 3);
  BOOST_TEST(contains(text, "\"meter_clock_timestamp\": \"2023-08-15T21:10:05+02:00\""));
  BOOST_TEST(contains(text, "\"energy_clock_timestamp\": \"2023-08-15T21:10:05+02:00\""));
  BOOST_TEST(contains(text, "\"frame_received_timestamp\": \"2023-08-15T19:10:06.250Z\""));
}

BOOST_AUTO_TEST_CASE(milliseconds_have_three_digits) {
  RunOfAFrame frame(sample::frame(Variant::norway_4_wire, 3).bytes);
  kaifa::Readout readout = frame.readout();
  for (const auto& [ms, digits] :
       {std::pair{0, "000"}, {1, "001"}, {10, "010"}, {99, "099"}, {100, "100"}, {999, "999"}}) {
    readout.received_ms = 1692126606000 + ms;
    BOOST_TEST(
        contains(kaifa::json(readout), kaifa::formatted("\"2023-08-15T19:10:06.{}Z\"", digits)));
  }
}

BOOST_AUTO_TEST_CASE(a_clock_behind_utc_has_a_negative_offset) {
  RunOfAFrame frame(sample::frame(Variant::norway_3_wire, 1).bytes);
  kaifa::Readout readout = frame.readout();
  readout.meter_clock->unix_s += 5 * 3600 + 1800;
  BOOST_TEST(contains(kaifa::json(readout), "2023-08-15T21:10:05-03:30"));
}

BOOST_AUTO_TEST_CASE(texts_are_escaped) {
  RunOfAFrame frame(sample::frame(Variant::norway_3_wire, 2).bytes);
  frame.reading().meter_id = "a\"b\\c\n\xff";
  frame.labels() = {{"house", "\"caf\xc3\xa9\"\t"}};
  const std::string text = kaifa::json(frame.readout());
  BOOST_TEST(contains(text, R"("meter_id": "a\"b\\c\\x0a\\xff")"));
  BOOST_TEST(contains(text, "\"labels\": {\"house\": \"\\\"caf\xc3\xa9\\\"\\u0009\"}"));
}

// So a script can cut them off, whatever their names are.
BOOST_AUTO_TEST_CASE(labels_come_after_everything_else) {
  for (const sample::Frame& frame : sample::every_frame()) {
    RunOfAFrame run(frame.bytes);
    const std::string plain = kaifa::json(run.readout());
    const std::string expected =
        plain.substr(0, plain.size() - 2) +
        ", \"labels\": {\"meter\": \"roof\", \"active_energy_import_kwh\": \"1\"}}\n";
    run.labels() = {{"meter", "roof"}, {"active_energy_import_kwh", "1"}};
    BOOST_TEST(kaifa::json(run.readout()) == expected);
  }
}

BOOST_AUTO_TEST_SUITE_END()
