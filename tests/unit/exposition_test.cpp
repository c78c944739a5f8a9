#include "output/exposition.h"

#include "support/exposition_parser.h"
#include "support/run_of_a_frame.h"

#include "version.h"

#include <boost/test/unit_test.hpp>

namespace {

using exposition_parser::Sample;
using sample::Bytes;
using sample::Variant;

std::string exposition_of(const RunOfAFrame& frame, const kaifa::CommonLabels& common = {}) {
  return kaifa::exposition(kaifa::samples_of(frame.readout()), common);
}

/// A list 2 from a meter with this id.
Bytes frame_with_id(const std::string& id) {
  simulator::Measurement measurement = sample::measurement_of(Variant::norway_3_wire);
  measurement.meter_id = id;
  return simulator::list_frame(Variant::norway_3_wire, 2, measurement, sample::time());
}

Sample info_of(const std::string& text) {
  const auto samples = exposition_parser::samples_of(text);
  BOOST_REQUIRE(!samples.empty());
  BOOST_REQUIRE(samples.front().name == "kaifa_meter_info");
  return samples.front();
}

} // namespace

BOOST_AUTO_TEST_SUITE(exposition)

BOOST_AUTO_TEST_CASE(a_family_is_its_help_type_and_samples) {
  const kaifa::Family family = {"kaifa_current_amperes", "gauge", "Current.", kaifa::Part::reading,
                                nullptr};
  const std::vector<kaifa::Sample> samples = {
      {&family, {{{"phase", "L1"}}}, {32416, 3}},
      {&family, {{{"phase", "L2"}}}, {0, 3}},
  };
  BOOST_TEST(kaifa::exposition(samples, {{"house", "a"}, {"floor", "1"}}) ==
             "# HELP kaifa_current_amperes Current.\n"
             "# TYPE kaifa_current_amperes gauge\n"
             "kaifa_current_amperes{house=\"a\",floor=\"1\",phase=\"L1\"} 32.416\n"
             "kaifa_current_amperes{house=\"a\",floor=\"1\",phase=\"L2\"} 0.000\n");
}

BOOST_AUTO_TEST_CASE(a_sample_without_labels_has_no_braces) {
  const kaifa::Family family = {"a", "gauge", "B.", kaifa::Part::reading, nullptr};
  const std::vector<kaifa::Sample> samples = {{&family, {}, {1}}};
  BOOST_TEST(kaifa::exposition(samples, {}) == "# HELP a B.\n# TYPE a gauge\na 1\n");
}

BOOST_AUTO_TEST_CASE(no_samples_give_no_text) {
  BOOST_TEST(kaifa::exposition({}, {{"house", "a"}}) == "");
}

BOOST_AUTO_TEST_CASE(every_list_is_well_formed_and_says_what_its_samples_say) {
  for (const sample::Frame& frame : sample::every_frame()) {
    const RunOfAFrame of_frame(frame.bytes);
    const auto samples = kaifa::samples_of(of_frame.readout());
    const auto parsed = exposition_parser::samples_of(kaifa::exposition(samples, {}));
    BOOST_REQUIRE(parsed.size() == samples.size());
    for (std::size_t i = 0; i < samples.size(); ++i) {
      std::string value;
      kaifa::append(value, samples[i].value);
      BOOST_TEST(parsed[i].name == samples[i].family->name);
      BOOST_TEST(parsed[i].value == value);
    }
  }
}

BOOST_AUTO_TEST_CASE(common_labels_are_on_every_sample_and_come_back_as_they_were) {
  const kaifa::CommonLabels common = {{"house", "Ulleråsen 7"},
                                      {"odd", "\\ \" \n } 1\n# TYPE x counter\nx{a=\"b\"} 1"},
                                      {"none", ""}};
  const RunOfAFrame frame(sample::frame(Variant::norway_3_wire, 3).bytes);
  const std::size_t without = exposition_parser::samples_of(exposition_of(frame)).size();
  const auto samples = exposition_parser::samples_of(exposition_of(frame, common));
  BOOST_TEST(samples.size() == without);
  for (const Sample& sample : samples)
    for (const auto& [name, value] : common)
      BOOST_TEST(sample.labels.at(name) == value);
}

BOOST_AUTO_TEST_CASE(a_label_of_a_sample_overrides_a_common_one_of_the_same_name) {
  const RunOfAFrame frame(sample::frame(Variant::norway_3_wire, 3).bytes);
  for (const Sample& sample :
       exposition_parser::samples_of(exposition_of(frame, {{"version", "mine"}, {"a", "b"}}))) {
    const bool is_own = sample.name == "kaifa_exporter_build_info";
    BOOST_TEST(sample.labels.at("version") == (is_own ? kaifa::version : "mine"));
    BOOST_TEST(sample.labels.at("a") == "b");
  }
}

BOOST_AUTO_TEST_CASE(every_byte_of_a_meter_id_leaves_the_file_whole) {
  const RunOfAFrame good(frame_with_id("6970631401753985"));
  const std::size_t samples = exposition_parser::samples_of(exposition_of(good)).size();
  for (unsigned byte = 0; byte < 0x100; ++byte) {
    const std::string id = std::string("a") + static_cast<char>(byte) + "b";
    const RunOfAFrame frame(frame_with_id(id));
    const std::string text = exposition_of(frame);
    BOOST_TEST(exposition_parser::samples_of(text).size() == samples, byte);
    BOOST_TEST(
        std::ranges::all_of(text, [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); }),
        byte);
    const bool is_printable = byte >= 0x20 && byte < 0x7f;
    const std::string shown = info_of(text).labels.at("meter_id");
    BOOST_TEST((shown == id) == is_printable, byte);
    BOOST_TEST((shown.starts_with("a\\x") && shown.ends_with("b")) == !is_printable, byte);
  }
}

BOOST_AUTO_TEST_CASE(a_meter_id_smuggles_in_no_label_and_no_sample) {
  const RunOfAFrame good(frame_with_id("1"));
  const auto expected = exposition_parser::samples_of(exposition_of(good));
  for (const std::string& id :
       {std::string("\",phase=\"L1"), std::string("\"} 1\nkaifa_active_power_import_watts 0\n"),
        std::string("\\"), std::string("\\\""), std::string("\\n"), std::string("\n"),
        std::string(1, '\0'), std::string("\xff\xfe\xc3"), std::string(255, '"'),
        std::string(255, '\\'), std::string(255, '\n'), std::string()}) {
    const RunOfAFrame frame(frame_with_id(id));
    auto samples = exposition_parser::samples_of(exposition_of(frame));
    BOOST_REQUIRE(samples.size() == expected.size());
    BOOST_TEST(samples[0].labels.size() == 3U);
    samples[0].labels["meter_id"] = "1";
    BOOST_TEST((samples == expected));
  }
}

BOOST_AUTO_TEST_CASE(a_hostile_meter_type_is_escaped_like_the_id) {
  simulator::Measurement measurement = sample::measurement_of(Variant::norway_3_wire);
  measurement.meter_type = "MA304H3\"\n";
  const RunOfAFrame frame(
      simulator::list_frame(Variant::norway_3_wire, 2, measurement, sample::time()));
  BOOST_TEST(info_of(exposition_of(frame)).labels.at("meter_type") == "MA304H3\"\\x0a");
}

BOOST_AUTO_TEST_SUITE_END()

// The cases above rely on this parser to reject what is malformed.
BOOST_AUTO_TEST_SUITE(the_strict_exposition_parser)

BOOST_AUTO_TEST_CASE(accepts_what_is_well_formed) {
  const auto families = exposition_parser::parse("# HELP a B c.\n# TYPE a gauge\n"
                                                 "a{x=\"1\",y=\"\\\\\\\"\\n\"} -0.5\na 2\n");
  BOOST_REQUIRE(families.size() == 1U);
  BOOST_TEST(families[0].help == "B c.");
  BOOST_TEST(families[0].samples[0].labels.at("y") == "\\\"\n");
  BOOST_TEST(families[0].samples[0].value == "-0.5");
  BOOST_TEST(families[0].samples[1].labels.empty());
}

BOOST_AUTO_TEST_CASE(refuses_what_is_not) {
  const std::string head = "# HELP a B.\n# TYPE a gauge\n";
  for (const std::string lines :
       {"a 1", "a\n", "a x\n", "a 1.\n", "a 1e3\n", "a NaN\n", "a 1 2\n", "b 1\n", "a{} 1\n",
        "a{x=1} 1\n", "a{x=\"1} 1\n", "a{x=\"\\t\"} 1\n", "a{1=\"\"} 1\n", "a{x=\"\",x=\"\"} 1\n",
        "a 1\na 1\n", "", "a 1\n\n", "a 1\n# HELP a B.\n# TYPE a gauge\na{x=\"\"} 1\n"})
    BOOST_CHECK_THROW((void)exposition_parser::parse(head + lines), exposition_parser::Malformed);
  BOOST_CHECK_THROW((void)exposition_parser::parse("a 1\n"), exposition_parser::Malformed);
  BOOST_CHECK_THROW((void)exposition_parser::parse("# HELP a B.\na 1\n"),
                    exposition_parser::Malformed);
}

BOOST_AUTO_TEST_SUITE_END()
