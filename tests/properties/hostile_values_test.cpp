#include "meter/element.h"

#include "output/exposition.h"
#include "support/exposition_parser.h"
#include "support/reading_rows.h"
#include "support/run_of_a_frame.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>

namespace {

using sample::Bytes;
using sample::Variant;

/// A list 3 of a single-phase meter with this active energy import, whatever its type.
Bytes list_3_with_energy(const Bytes& energy) {
  const Bytes zero = simulator::double_long_unsigned(0);
  const Bytes clock = simulator::octet_string(
      simulator::date_time(sample::time(), simulator::deviation_not_specified));
  return sample::frame_around(
      sample::joined({simulator::structure_head(14), simulator::octet_string("KFM_001"),
                      simulator::octet_string("1"), simulator::octet_string("MA105H2E"), zero, zero,
                      zero, zero, zero, zero, clock, energy, zero, zero, zero}));
}

std::string rejection_of(const Bytes& frame) {
  rows::Collector collector;
  collector.feed(frame);
  return collector.rejections().empty() ? "none" : collector.rejections().front();
}

std::string joules_of(const Bytes& frame) {
  const RunOfAFrame of_frame(frame);
  const auto text = kaifa::exposition(kaifa::samples_of(of_frame.readout()), {});
  for (const auto& sample : exposition_parser::samples_of(text))
    if (sample.name == "kaifa_active_energy_import_joules_total")
      return sample.value;
  return "absent";
}

} // namespace

BOOST_AUTO_TEST_SUITE(hostile_values)

BOOST_AUTO_TEST_CASE(an_energy_of_64_bits_is_exact_up_to_its_limit) {
  // 2^63 - 1 = 3600 * 2562047788015215 + 1807.
  BOOST_TEST(kaifa::max_energy == 2562047788015215U);
  BOOST_TEST(joules_of(list_3_with_energy(simulator::long64_unsigned(0))) == "0");
  BOOST_TEST(joules_of(list_3_with_energy(simulator::long64_unsigned(UINT32_MAX + 1ULL))) ==
             "15461882265600");
  BOOST_TEST(joules_of(list_3_with_energy(simulator::long64_unsigned(2562047788015215))) ==
             "9223372036854774000");
}

BOOST_AUTO_TEST_CASE(an_energy_beyond_the_limit_is_refused_and_not_wrapped) {
  // The energy follows "KFM_001", "1", the type, six numbers and the clock.
  const std::size_t offset = sample::body_offset + 2 + 9 + 3 + 10 + 6 * 5 + 14;
  for (const std::uint64_t count :
       {std::uint64_t{2562047788015216}, std::uint64_t{INT64_MAX}, std::uint64_t{INT64_MAX} + 1,
        UINT64_MAX / 3600, UINT64_MAX / 3600 + 1, UINT64_MAX})
    BOOST_TEST(rejection_of(list_3_with_energy(simulator::long64_unsigned(count))) ==
               "list at 0: active energy import: " + std::to_string(count) +
                   " with the scaler 0 is beyond any meter (at byte " + std::to_string(offset) +
                   " of the frame)");
}

BOOST_AUTO_TEST_CASE(energies_of_other_types_are_refused_whatever_they_hold) {
  for (const std::uint8_t filling : Bytes{0x00, 0xff})
    for (const auto& [tag, size] : {std::pair{0x05, 4U},
                                    {0x0f, 1U},
                                    {0x10, 2U},
                                    {0x11, 1U},
                                    {0x12, 2U},
                                    {0x14, 8U},
                                    {0x16, 1U},
                                    {0x03, 1U}}) {
      Bytes value(1 + size, filling);
      value[0] = static_cast<std::uint8_t>(tag);
      BOOST_TEST(rejection_of(list_3_with_energy(value))
                     .starts_with("list at 0: active energy import: double-long-unsigned or "
                                  "long64-unsigned expected, "),
                 tag);
    }
}

BOOST_AUTO_TEST_CASE(texts_of_every_length_that_a_frame_can_hold_are_read) {
  for (const std::size_t size : {0U, 1U, 127U, 128U, 255U, 256U, 1000U}) {
    simulator::Measurement measurement = sample::measurement_of(Variant::norway_3_wire);
    measurement.meter_id = std::string(size, '7');
    const auto rows =
        rows::of(simulator::list_frame(Variant::norway_3_wire, 2, measurement, sample::time()));
    BOOST_REQUIRE(rows.size() == 1U);
    BOOST_TEST(rows[0].at("meter_id") == measurement.meter_id, size);
    BOOST_TEST(rows[0].at("voltage_3_dv") == "2394", size);
  }
}

BOOST_AUTO_TEST_CASE(a_length_beyond_the_frame_reads_nothing_after_it) {
  for (const Bytes& length : {Bytes{0x7f}, Bytes{0x81, 0xff}, Bytes{0x82, 0xff, 0xff}}) {
    const Bytes frame =
        sample::frame_around(sample::joined({{0x02, 0x09, 0x09}, length, Bytes(20, 0x41)}));
    const Bytes stream = sample::joined({frame, Bytes(300, 0x41)});
    BOOST_TEST(rejection_of(stream).find(" more bytes expected, 20 left") != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(a_tagged_list_that_lies_is_refused) {
  const Bytes good = sample::frame(Variant::sweden_tagged, 3).bytes;
  // The information field without its LLC and APDU head of 9 bytes, up to FCS and flag.
  const Bytes body(good.begin() + sample::body_offset, good.end() - 3);
  BOOST_TEST(rejection_of(sample::frame_around(body)) == "none");
  // 02 24, then 09 06 and the first code, its value of 9 bytes, 09 06 and the second code.
  constexpr std::size_t first_code = 2;
  constexpr std::size_t second_code = first_code + 8 + 9;
  const auto changed = [&](std::size_t position, std::uint8_t value) {
    Bytes bytes = body;
    bytes[position] = value;
    return rejection_of(sample::frame_around(bytes));
  };
  const std::string at_first =
      " (at byte " + std::to_string(sample::body_offset + first_code) + " of the frame)";
  BOOST_TEST(changed(first_code + 2, 0x07) ==
             "list at 0: no OBIS code of this list: octet-string 07 00 00 02 81 ff" + at_first);
  BOOST_TEST(changed(first_code, 0x0a) ==
             "list at 0: no OBIS code of this list: visible-string 01 00 00 02 81 ff" + at_first);

  // Only lists that give scaler and unit have a power factor.
  const Bytes export_code = {0x09, 0x06, 0x01, 0x00, 0x02, 0x07, 0x00, 0xff};
  const auto at =
      std::search(body.begin(), body.end(), export_code.begin(), export_code.end()) - body.begin();
  const auto offset = static_cast<std::size_t>(at);
  BOOST_TEST(changed(offset + 4, 13) ==
             "list at 0: no OBIS code of this list: octet-string 01 00 0d 07 00 ff (at byte " +
                 std::to_string(sample::body_offset + offset) + " of the frame)");

  Bytes twice = body;
  std::copy_n(body.begin() + first_code, 8, twice.begin() + second_code);
  BOOST_TEST(rejection_of(sample::frame_around(twice)) ==
             "list at 0: list version is given twice (at byte " +
                 std::to_string(sample::body_offset + second_code) + " of the frame)");
}

BOOST_AUTO_TEST_CASE(a_tagged_list_may_have_any_order) {
  const Bytes good = sample::frame(Variant::sweden_tagged, 3).bytes;
  const Bytes body(good.begin() + sample::body_offset, good.end() - 3);
  constexpr std::ptrdiff_t first_pair_size = 8 + 9;
  Bytes rotated = body;
  std::rotate(rotated.begin() + 2, rotated.begin() + 2 + first_pair_size, rotated.end());
  BOOST_TEST(rows::difference(rows::of(sample::frame_around(rotated)), rows::of(good)) == "");
}

BOOST_AUTO_TEST_CASE(lists_nested_in_place_of_a_value_are_refused) {
  Bytes body = {0x02, 0x01};
  for (int level = 0; level < 200; ++level)
    body.insert(body.end(), {0x02, 0x01});
  body.push_back(0x00);
  BOOST_TEST(rejection_of(sample::frame_around(body)) ==
             "list at 0: active power import: double-long-unsigned expected, structure found (at "
             "byte 20 of the frame)");
  body[1] = 0x02; // no list has two elements, so all elements are examined
  BOOST_TEST(rejection_of(sample::frame_around(body)).starts_with("apdu at 0: nested deeper than"));
  BOOST_TEST(rejection_of(sample::frame_around({0x02, 0x01, 0x02, 0x01, 0x06, 0, 0, 0, 1})) ==
             "list at 0: active power import: double-long-unsigned expected, structure found (at "
             "byte 20 of the frame)");
}

BOOST_AUTO_TEST_SUITE_END()
