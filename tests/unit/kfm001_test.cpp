#include "formatted.h"
#include "meter/kfm001.h"

#include "meter/reader.h"
#include "support/reading_rows.h"
#include "support/sample_frames.h"

#include <boost/test/unit_test.hpp>

namespace {

using sample::body_offset;
using sample::Bytes;
using sample::Variant;

/// The reading of a frame, and the bytes that its texts are views of.
class Read {
public:
  explicit Read(Bytes frame) : frame_(std::move(frame)) {
    kaifa::Bytes stream = frame_;
    event_ = reader_.next(stream);
    BOOST_REQUIRE(event_.has_value());
  }

  [[nodiscard]] const kaifa::Reading& reading() const {
    return std::get<kaifa::Reception>(*event_).reading;
  }
  [[nodiscard]] std::string refusal() const {
    const auto* rejection = std::get_if<kaifa::Rejection>(&*event_);
    return rejection ? kaifa::formatted("{}: {}", kaifa::text_of(rejection->reason).name,
                                        rejection->why())
                     : "read";
  }

private:
  Bytes frame_;
  kaifa::Reader reader_;
  std::optional<kaifa::Reader::Event> event_;
};

const Bytes version = simulator::octet_string("KFM_001");
const Bytes id = simulator::octet_string("6970631401753985");
const Bytes three_wire_type = simulator::octet_string("MA304H3E");
const Bytes clock_bytes = simulator::octet_string(
    simulator::date_time(sample::time(), simulator::deviation_not_specified));

Bytes number(std::uint32_t count) {
  return simulator::double_long_unsigned(count);
}

struct Place {
  std::string name;
  std::string expected; ///< expected type
  Bytes value;
};

/// The elements of a positional list, as the protocol page has them.
std::vector<Place> places_of(std::size_t count) {
  const std::string text = "octet-string";
  const std::string integer = "double-long-unsigned";
  const std::string energy = "double-long-unsigned or long64-unsigned";
  if (count == 1)
    return {{"active power import", integer, number(1)}};
  const bool three = count == 13 || count == 18;
  std::vector<Place> places = {
      {"list version", text, version},
      {"meter id", text, id},
      {"meter type", text, three_wire_type},
      {"active power import", integer, number(1)},
      {"active power export", integer, number(2)},
      {"reactive power import", integer, number(3)},
      {"reactive power export", integer, number(4)},
      {"current L1", integer, number(5)},
  };
  if (three) {
    places.push_back({"current L2", integer, number(6)});
    places.push_back({"current L3", integer, number(7)});
  }
  places.push_back({"voltage 1", integer, number(8)});
  if (three) {
    places.push_back({"voltage 2", integer, number(9)});
    places.push_back({"voltage 3", integer, number(10)});
  }
  if (count == 14 || count == 18) {
    places.push_back({"clock", text, clock_bytes});
    places.push_back({"active energy import", energy, number(11)});
    places.push_back({"active energy export", energy, number(12)});
    places.push_back({"reactive energy import", energy, number(13)});
    places.push_back({"reactive energy export", energy, number(14)});
  }
  BOOST_REQUIRE(places.size() == count);
  return places;
}

Bytes list_of(const std::vector<Place>& places) {
  Bytes body = simulator::structure_head(places.size());
  for (const Place& place : places)
    body.insert(body.end(), place.value.begin(), place.value.end());
  return body;
}

std::string refusal_of(const Bytes& body) {
  return Read(sample::frame_around(body)).refusal();
}

constexpr std::array<std::size_t, 5> positional_counts = {1, 9, 13, 14, 18};
constexpr std::size_t list_head_size = 2;

} // namespace

BOOST_AUTO_TEST_SUITE(kfm001)

// The other values are compared in the properties, with what a second decoder reads.
BOOST_AUTO_TEST_CASE(frames_of_every_variant_have_their_list_and_the_frames_time) {
  for (const sample::Frame& frame : sample::every_frame()) {
    const Read read(frame.bytes);
    const kaifa::Reading& reading = read.reading();
    BOOST_TEST(reading.list == frame.list, frame.name);
    BOOST_TEST(reading.frame_time.has_value() == (frame.variant != Variant::sweden_tagged));
    BOOST_TEST((reading.active_power_import_w ==
                kaifa::Decimal{sample::measurement_of(frame.variant).active_power_import_w}));
  }
}

BOOST_AUTO_TEST_CASE(a_positional_list_has_its_elements_in_the_order_of_the_protocol) {
  for (const std::size_t count : positional_counts) {
    const auto places = places_of(count);
    const auto* layout = kaifa::kfm001::layout_of(count);
    BOOST_REQUIRE(layout);
    std::vector<std::string_view> names;
    for (const kaifa::Element& element : kaifa::elements)
      if (kaifa::kfm001::has(*layout, element))
        names.push_back(element.name);
    BOOST_REQUIRE(names.size() == count);
    for (std::size_t i = 0; i < count; ++i)
      BOOST_TEST(names[i] == places[i].name);
    BOOST_TEST(refusal_of(list_of(places)) == "read");
  }
}

BOOST_AUTO_TEST_CASE(a_list_begins_with_a_structure_with_a_known_number_of_elements) {
  for (unsigned count = 0; count < 0x80; ++count) {
    const auto byte = static_cast<std::uint8_t>(count);
    const bool is_known = count == 36 || std::ranges::count(positional_counts, count) == 1;
    BOOST_TEST(kaifa::kfm001::begins(Bytes{0x02, byte}) == is_known, count);
    BOOST_TEST(kaifa::kfm001::begins(Bytes{0x02, 0x81, byte}) == is_known, count);
    BOOST_TEST(!kaifa::kfm001::begins(Bytes{0x01, byte}), count);
  }
  BOOST_TEST(!kaifa::kfm001::begins(Bytes{}));
  BOOST_TEST(!kaifa::kfm001::begins(Bytes{0x02}));
}

BOOST_AUTO_TEST_CASE(no_other_count_has_a_layout) {
  for (std::size_t count = 0; count <= 300; ++count)
    BOOST_TEST((kaifa::kfm001::layout_of(count) != nullptr) ==
               (std::ranges::count(positional_counts, count) == 1));
}

BOOST_AUTO_TEST_CASE(a_wrong_type_at_any_place_is_refused_with_the_place_and_its_offset) {
  const Bytes boolean = {0x03, 0x01};
  for (const std::size_t count : positional_counts) {
    std::size_t offset = body_offset + list_head_size;
    for (std::size_t i = 0; i < count; ++i) {
      auto places = places_of(count);
      const Place right = std::exchange(places[i].value, boolean).empty() ? Place{} : places[i];
      BOOST_TEST(refusal_of(list_of(places)) ==
                 kaifa::formatted("list: {}: {} expected, boolean found (at byte {} of the frame)",
                                  right.name, right.expected, offset));
      offset += places_of(count)[i].value.size();
    }
  }
}

BOOST_AUTO_TEST_CASE(signed_and_shorter_integers_are_refused_in_place_of_unsigned_ones) {
  const std::vector<std::pair<Bytes, std::string>> values = {
      {{0x05, 0, 0, 0, 1}, "double-long"},
      {{0x0f, 1}, "integer"},
      {{0x10, 0, 1}, "long"},
      {{0x11, 1}, "unsigned"},
      {{0x12, 0, 1}, "long-unsigned"},
      {{0x14, 0, 0, 0, 0, 0, 0, 0, 1}, "long64"},
      {{0x16, 1}, "enum"},
      {{0x00}, "null-data"},
      {{0x15, 0, 0, 0, 0, 0, 0, 0, 1}, "long64-unsigned"},
  };
  for (const auto& [value, name] : values)
    BOOST_TEST(
        refusal_of(sample::joined({{0x02, 0x01}, value})) ==
        kaifa::formatted("list: active power import: double-long-unsigned expected, {} found (at "
                         "byte {} of the frame)",
                         name, body_offset + list_head_size));
}

BOOST_AUTO_TEST_CASE(other_strings_are_refused_in_place_of_octet_strings) {
  for (const auto& [tag, name] : {std::pair{0x0a, "visible-string"}, {0x0c, "UTF8-string"}}) {
    auto places = places_of(9);
    places[1].value[0] = static_cast<std::uint8_t>(tag);
    BOOST_TEST(refusal_of(list_of(places)) ==
               kaifa::formatted(
                   "list: meter id: octet-string expected, {} found (at byte {} of the frame)",
                   name, body_offset + list_head_size + version.size()));
  }
}

BOOST_AUTO_TEST_CASE(a_list_of_another_number_of_elements_is_refused_at_its_head) {
  for (const std::size_t count : {0U, 2U, 8U, 10U, 12U, 15U, 17U, 19U, 35U, 37U, 127U}) {
    const std::vector<Place> places(count, {"", "", number(7)});
    BOOST_TEST(
        refusal_of(list_of(places)) ==
        kaifa::formatted("list: no list begins with structure of {} (at byte {} of the frame)",
                         count, body_offset));
  }
}

BOOST_AUTO_TEST_CASE(currents_and_voltages_too_great_for_any_meter_are_refused) {
  const auto refusal_with = [](std::size_t place, std::uint32_t count) {
    auto places = places_of(13);
    places[place].value = number(count);
    return refusal_of(list_of(places));
  };
  for (const std::size_t current : {7U, 8U, 9U}) {
    BOOST_TEST(refusal_with(current, 10'000'000) == "read");
    BOOST_TEST(refusal_with(current, 10'000'001)
                   .starts_with("list: " + places_of(13)[current].name +
                                ": 10000001 with the scaler -3 is beyond any meter ("));
  }
  for (const std::size_t voltage : {10U, 11U, 12U}) {
    BOOST_TEST(refusal_with(voltage, 10'000) == "read");
    BOOST_TEST(refusal_with(voltage, 10'001)
                   .starts_with("list: " + places_of(13)[voltage].name +
                                ": 10001 with the scaler -1 is beyond any meter ("));
  }
}

BOOST_AUTO_TEST_CASE(powers_and_energies_of_32_bits_are_exact) {
  for (const std::uint32_t count : {0U, UINT32_MAX}) {
    auto places = places_of(14);
    places[3].value = places[10].value = number(count);
    const Read read(sample::frame_around(list_of(places)));
    BOOST_TEST((read.reading().active_power_import_w == kaifa::Decimal{count}));
    BOOST_TEST((read.reading().active_energy_import_wh == kaifa::Decimal{count}));
  }
}

BOOST_AUTO_TEST_CASE(an_array_is_refused_in_place_of_the_structure) {
  Bytes body = list_of(places_of(13));
  body[0] = 0x01;
  BOOST_TEST(refusal_of(body) ==
             kaifa::formatted("list: no list begins with array of 13 (at byte {} of the frame)",
                              body_offset));
}

BOOST_AUTO_TEST_CASE(another_list_version_is_refused) {
  for (const std::string other : {"KFM_002", "AIDON_V0001", "", "KFM_001 ", "kfm_001"}) {
    auto places = places_of(9);
    places[0].value = simulator::octet_string(other);
    BOOST_TEST(
        refusal_of(list_of(places)) ==
        kaifa::formatted("list: list version: KFM_001 expected, \"{}\" found (at byte {} of the "
                         "frame)",
                         other, body_offset + list_head_size));
  }
}

BOOST_AUTO_TEST_CASE(a_missing_element_is_refused_at_the_end) {
  for (const std::size_t count : positional_counts) {
    auto places = places_of(count);
    Bytes body = list_of(places);
    body.resize(body.size() - places.back().value.size());
    BOOST_TEST(refusal_of(body) ==
               kaifa::formatted("apdu: 1 more byte expected, 0 left (at byte {} of the frame)",
                                body_offset + body.size()));
  }
}

BOOST_AUTO_TEST_CASE(a_byte_left_over_is_refused_where_it_is) {
  for (const std::size_t count : positional_counts) {
    Bytes body = list_of(places_of(count));
    body.push_back(0x00);
    BOOST_TEST(refusal_of(body) ==
               kaifa::formatted("apdu: 1 byte left over after the list (at byte {} of the frame)",
                                body_offset + body.size() - 1));
    body.push_back(0x00);
    BOOST_TEST(refusal_of(body) ==
               kaifa::formatted("apdu: 2 bytes left over after the list (at byte {} of the frame)",
                                body_offset + body.size() - 2));
  }
}

BOOST_AUTO_TEST_CASE(a_clock_of_another_size_is_refused) {
  for (const std::size_t size : {0U, 11U, 13U}) {
    auto places = places_of(14);
    places[9].value = simulator::octet_string(Bytes(size, 0x01));
    const std::size_t offset = body_offset + list_head_size + version.size() + id.size() +
                               three_wire_type.size() + 6 * number(0).size();
    BOOST_TEST(
        refusal_of(list_of(places)) ==
        kaifa::formatted("list: date-time of {} bytes, 12 expected (at byte {} of the frame)", size,
                         offset));
  }
}

BOOST_AUTO_TEST_CASE(wiring_follows_from_the_type_and_the_number_of_phases) {
  using kaifa::Wiring;
  const auto wiring_of = [](std::size_t count, const std::string& type) {
    auto places = places_of(count);
    places[2].value = simulator::octet_string(type);
    return Read(sample::frame_around(list_of(places))).reading().wiring;
  };
  for (const std::string type : {"MA304H3E", "MA304T3", "MA304T3E", "MA304H3T"})
    BOOST_TEST((wiring_of(13, type) == Wiring::three_wire), type);
  for (const std::string type : {"MA304H4", "MA304H4E", "MA304T4", "MA304H4H"})
    BOOST_TEST((wiring_of(18, type) == Wiring::four_wire), type);
  for (const std::string type : {"", "H", "MA304", "MA304H", "MA304H5", "MA304X3"})
    BOOST_TEST((wiring_of(13, type) == Wiring::unknown), type);
  for (const std::string type : {"MA105H2E", "MA304H3E", ""})
    BOOST_TEST((wiring_of(9, type) == Wiring::single_phase), type);
}

BOOST_AUTO_TEST_CASE(a_meter_with_two_transformers_measures_no_current_on_l2) {
  const auto reading_of = [](const std::string& type, std::size_t count, std::uint32_t current) {
    auto places = places_of(count);
    places[2].value = simulator::octet_string(type);
    places[8].value = number(current);
    return Read(sample::frame_around(list_of(places))).reading();
  };
  for (const std::size_t count : {13U, 18U}) {
    for (const std::string type : {"MA304T3", "MA304T3E"}) {
      const auto of_0 = reading_of(type, count, 0);
      BOOST_TEST(!of_0.current_l2_a.has_value(), type);
      BOOST_TEST(of_0.current_l3_a.has_value(), type);
      BOOST_TEST((of_0.wiring == kaifa::Wiring::three_wire), type);
      BOOST_TEST((reading_of(type, count, 1).current_l2_a == kaifa::Decimal{1, 3}), type);
    }
    for (const std::string type : {"MA304H3E", "MA304H4", "MA304T4", "MA304H3T", "MA304"})
      BOOST_TEST((reading_of(type, count, 0).current_l2_a == kaifa::Decimal{0, 3}), type);
  }
}

BOOST_AUTO_TEST_SUITE_END()
