// Pushes with correct sums and wrong contents. The second decoder has to agree on each, and no
// value may differ from the one that was sent.
#include "formatted.h"
#include "simulator/austria.h"
#include "support/push_trial.h"
#include "support/reading_rows.h"
#include "support/sample_frames.h"

#include <boost/test/unit_test.hpp>

#include <numeric>
#include <random>

namespace {

using reference::Row;
using sample::joined;
using simulator::Bytes;
using Rows = std::vector<Row>;
using Code = std::array<std::uint8_t, 6>;

constexpr simulator::Variant layout = simulator::Variant::austria_ksm_west;

Bytes plaintext_of(simulator::Variant variant = layout) {
  simulator::Measurement measurement;
  measurement.meter_id = "1KFM0000000042";
  measurement.active_power_import_w = 4321;
  measurement.current_ma = {10010, 20020, 30030};
  measurement.voltage_dv = {2301, 2302, 2303};
  measurement.active_energy_import_wh = 7654321;
  measurement.power_factor_per_mille = 912;
  return simulator::austrian_notification(variant, measurement,
                                          *simulator::parse_local_time("2025-03-04T05:06:07"));
}

simulator::Ciphering ciphering(std::uint32_t counter = 7) {
  return {.key = support::trial_key(), .frame_counter = counter};
}

Bytes apdu_of(const Bytes& plaintext) {
  return simulator::general_glo_ciphering(plaintext, ciphering());
}

Bytes framed(const Bytes& apdu) {
  return joined(simulator::mbus_frames(apdu));
}

/// What both decoders read in a stream.
Rows read(const Bytes& stream, const std::string& what) {
  static const simulator::AesKey key_bytes = support::trial_key();
  static const kaifa::ciphering::Key key{std::span(key_bytes)};
  Rows rows = rows::of(stream, &key);
  const std::string difference =
      rows::difference(rows, reference::decode_pushes(stream, key_bytes));
  BOOST_REQUIRE_MESSAGE(difference.empty(), what << ": " << difference);
  return rows;
}

Rows read_plaintext(const Bytes& plaintext, const std::string& what) {
  return read(framed(apdu_of(plaintext)), what);
}

/// Puts frames that do not make a whole push before a good push. The good push, and nothing else,
/// must be read.
void check_costs_only_itself(const std::vector<Bytes>& frames, const std::string& what) {
  static const Bytes good = framed(apdu_of(plaintext_of(simulator::Variant::austria_netz_noe)));
  static const Rows of_good = read(good, "good push");
  std::vector<Bytes> parts = frames;
  parts.push_back(good);
  const std::string difference = rows::difference(read(joined(parts), what), of_good);
  BOOST_REQUIRE_MESSAGE(difference.empty(), what << ": " << difference);
}

/// The frames of a push with this layout in this many segments.
std::vector<Bytes> in_segments(std::size_t count) {
  const Bytes apdu = apdu_of(plaintext_of());
  auto frames = simulator::mbus_frames(apdu, (apdu.size() + count - 1) / count);
  BOOST_REQUIRE(frames.size() == count);
  return frames;
}

/// A notification with the clock and these elements.
Bytes notification(std::size_t count, const Bytes& elements) {
  const Bytes clock = {0x07, 0xe9, 3, 4, 2, 5, 6, 7, 0, 0xff, 0xc4, 0x00};
  return joined({{0x0f, 0, 0, 0, 1, 0x0c},
                 clock,
                 simulator::structure_head(1 + count),
                 simulator::octet_string(clock),
                 elements});
}

Bytes number(const Code& code, const Bytes& value, std::uint8_t scaler, std::uint8_t unit) {
  return joined({simulator::octet_string(code), value, {0x02, 0x02, 0x0f, scaler, 0x16, unit}});
}

struct Quantity {
  std::uint8_t c; ///< C of the code A-B:C.D.E
  std::uint8_t d;
  std::uint8_t unit;
  std::string column;
};
const std::vector<Quantity> quantities = {
    {1, 7, 0x1b, "active_power_import_w"},
    {2, 7, 0x1b, "active_power_export_w"},
    {3, 7, 0x1d, "reactive_power_import_var"},
    {4, 7, 0x1d, "reactive_power_export_var"},
    {31, 7, 0x21, "current_l1_ma"},
    {51, 7, 0x21, "current_l2_ma"},
    {71, 7, 0x21, "current_l3_ma"},
    {32, 7, 0x23, "voltage_1_dv"},
    {52, 7, 0x23, "voltage_2_dv"},
    {72, 7, 0x23, "voltage_3_dv"},
    {13, 7, 0xff, "power_factor_per_mille"},
    {1, 8, 0x1e, "active_energy_import_wh"},
    {2, 8, 0x1e, "active_energy_export_wh"},
    {3, 8, 0x20, "reactive_energy_import_varh"},
    {4, 8, 0x20, "reactive_energy_export_varh"},
};

Code code_of(const Quantity& quantity) {
  return {1, 0, quantity.c, quantity.d, 0, 255};
}

} // namespace

BOOST_AUTO_TEST_SUITE(hostile_pushes)

BOOST_AUTO_TEST_CASE(any_number_of_segments_is_the_same_push) {
  const Rows whole = read(framed(apdu_of(plaintext_of())), "two segments");
  BOOST_REQUIRE(whole.size() == 1U);
  for (std::size_t count = 2; count <= 16; ++count) {
    const std::string what = kaifa::formatted("{} segments", count);
    BOOST_TEST(rows::difference(read(joined(in_segments(count)), what), whole) == "", what);
  }
}

BOOST_AUTO_TEST_CASE(a_stream_that_begins_anywhere_in_a_push_loses_that_push_and_rejects_nothing) {
  for (const std::size_t count : {2U, 3U, 16U}) {
    const Bytes push = joined(in_segments(count));
    const kaifa::ciphering::Key key{std::span<const std::uint8_t, 16>(support::trial_key())};
    for (std::size_t begin = 0; begin <= push.size(); ++begin) {
      const auto at = push.begin() + static_cast<std::ptrdiff_t>(begin);
      rows::Collector collector(&key);
      collector.feed(joined({Bytes(at, push.end()), push}));
      BOOST_TEST(collector.rows().size() == (begin == 0 ? 2U : 1U), begin);
      BOOST_TEST(collector.rejections().empty(), begin);
      BOOST_TEST(collector.statistics().discarded_bytes == (begin == 0 ? 0 : push.size() - begin));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_segment_missing_repeated_or_in_place_of_another_costs_the_push) {
  const std::vector<Bytes> frames = in_segments(16);
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const auto at = static_cast<std::ptrdiff_t>(i);
    std::vector<Bytes> missing = frames;
    missing.erase(missing.begin() + at);
    check_costs_only_itself(missing, kaifa::formatted("without segment {}", i));
    for (std::size_t other = 0; other < i; ++other) {
      std::vector<Bytes> swapped = frames;
      std::swap(swapped[i], swapped[other]);
      check_costs_only_itself(swapped, kaifa::formatted("{} and {} swapped", other, i));
    }
    // A repeated first segment begins the push again, and after the last one the push is whole.
    if (i == 0 || i + 1 == frames.size())
      continue;
    std::vector<Bytes> repeated = frames;
    repeated.insert(repeated.begin() + at, frames[i]);
    check_costs_only_itself(repeated, kaifa::formatted("segment {} twice", i));
  }
}

BOOST_AUTO_TEST_CASE(segments_in_every_order_give_the_push_or_nothing) {
  const Rows whole = read(framed(apdu_of(plaintext_of())), "whole");
  const std::vector<Bytes> parts = in_segments(3);
  std::size_t read_pushes = 0;
  constexpr std::size_t longest = 5;
  for (std::size_t count = 1, orders = 3; count <= longest; ++count, orders *= 3)
    for (std::size_t order = 0; order < orders; ++order) {
      Bytes stream;
      std::string what;
      for (std::size_t i = 0, rest = order; i < count; ++i, rest /= 3) {
        stream = joined({stream, parts[rest % 3]});
        what += std::to_string(rest % 3);
      }
      const Rows rows = read(stream, what);
      const bool in_order = what.find("012") != std::string::npos;
      BOOST_REQUIRE_MESSAGE(rows.size() == (in_order ? 1U : 0U), what);
      if (in_order)
        BOOST_REQUIRE_MESSAGE(rows::difference(rows, whole).empty(), what);
      read_pushes += rows.size();
    }
  BOOST_TEST(read_pushes == 1U + 2 * 3 + 3 * 9);
}

BOOST_AUTO_TEST_CASE(lengths_of_frames_that_lie_give_no_wrong_value) {
  const std::vector<Bytes> frames = simulator::mbus_frames(apdu_of(plaintext_of()));
  for (std::size_t lying = 0; lying < frames.size(); ++lying)
    for (unsigned length = 0; length < 0x100; ++length) {
      std::vector<Bytes> changed = frames;
      Bytes& frame = changed[lying];
      if (frame[1] == length)
        continue;
      frame[1] = frame[2] = static_cast<std::uint8_t>(length);
      const std::size_t sum_at = 4 + length;
      if (sum_at + 1 < frame.size()) {
        frame[sum_at] = static_cast<std::uint8_t>(std::accumulate(
            frame.begin() + 4, frame.begin() + static_cast<std::ptrdiff_t>(sum_at), 0U));
        frame[sum_at + 1] = 0x16;
      }
      check_costs_only_itself(changed, kaifa::formatted("length {} of segment {}", length, lying));
    }
}

BOOST_AUTO_TEST_CASE(every_other_byte_of_the_ciphering_header_costs_the_push) {
  const Bytes apdu = apdu_of(plaintext_of());
  constexpr std::size_t control_at = 13; // after 82 and two bytes of length
  constexpr std::size_t header_end = 18;
  for (std::size_t place = 0; place < header_end; ++place)
    for (unsigned value = 0; value < 0x100; ++value) {
      Bytes changed = apdu;
      changed[place] = static_cast<std::uint8_t>(value);
      const bool same = changed == apdu || (place == control_at && value / 16 == 2);
      const std::string what = kaifa::formatted("{:02x} at {}", value, place);
      const Rows rows = read(framed(changed), what);
      BOOST_REQUIRE_MESSAGE(rows.size() == (same ? 1U : 0U), what);
    }
}

BOOST_AUTO_TEST_CASE(every_title_of_the_maker_and_every_counter_is_read) {
  const Bytes plaintext = plaintext_of();
  const Rows whole = read(framed(apdu_of(plaintext)), "whole");
  std::mt19937 random(1);
  for (const std::uint32_t counter : {0U, 1U, 0xffU, 0x100U, 0x7fffffffU, 0x80000000U, UINT32_MAX})
    for (int round = 0; round < 20; ++round) {
      simulator::Ciphering other = ciphering(counter);
      for (std::size_t i = 3; i < other.system_title.size(); ++i)
        other.system_title.at(i) = static_cast<std::uint8_t>(random());
      const std::string what = kaifa::formatted("counter {:x} round {}", counter, round);
      BOOST_TEST(
          rows::difference(read(framed(simulator::general_glo_ciphering(plaintext, other)), what),
                           whole) == "",
          what);
    }
}

BOOST_AUTO_TEST_CASE(both_decoders_read_changed_bytes_of_the_plaintext_alike) {
  std::size_t refused = 0;
  std::size_t accepted = 0;
  for (const auto& [name, variant] : simulator::austrian_variants) {
    const Bytes plaintext = plaintext_of(variant);
    for (std::size_t place = 0; place < plaintext.size(); ++place)
      for (const unsigned value : {0x00U, 0x01U, 0x02U, 0x06U, 0x09U, 0x12U, 0x7fU, 0x80U, 0x82U,
                                   0xffU, plaintext[place] + 1U, plaintext[place] - 1U}) {
        Bytes changed = plaintext;
        changed[place] = static_cast<std::uint8_t>(value);
        ++(read_plaintext(changed, kaifa::formatted("{} {:02x} at {}", name, value, place)).empty()
               ? refused
               : accepted);
      }
  }
  BOOST_TEST(refused > 1000U);
  BOOST_TEST(accepted > 1000U);
}

BOOST_AUTO_TEST_CASE(every_end_of_the_plaintext_but_the_right_one_is_refused) {
  for (const auto& [name, variant] : simulator::austrian_variants) {
    Bytes plaintext = plaintext_of(variant);
    for (const std::uint8_t more : Bytes{0x00, 0x09, 0xff}) {
      const Bytes longer = joined({plaintext, {more}});
      BOOST_TEST(read_plaintext(longer, kaifa::formatted("{} and {:02x}", name, more)).empty());
    }
    while (!plaintext.empty()) {
      plaintext.pop_back();
      BOOST_TEST(read_plaintext(plaintext, kaifa::formatted("{} bytes", plaintext.size())).empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(structures_may_be_nested_up_to_a_limit) {
  for (std::size_t levels = 0; levels < 10; ++levels) {
    Bytes nested = number({1, 0, 1, 7, 0, 255}, {0x12, 0, 5}, 0, 0x1b);
    for (std::size_t level = 0; level < levels; ++level)
      nested = joined({simulator::structure_head(level == 0 ? 3 : 1), nested});
    const std::string what = kaifa::formatted("{} levels", levels);
    const Rows rows = read_plaintext(notification(levels == 0 ? 3 : 1, nested), what);
    BOOST_REQUIRE_MESSAGE(rows.size() == (levels < 4 ? 1U : 0U), what);
    if (!rows.empty())
      BOOST_TEST(rows[0].at("active_power_import_w") == "5");
  }
  Bytes deep;
  for (int level = 0; level < 1000; ++level)
    deep = joined({deep, {0x02, 0x01}});
  BOOST_TEST(read_plaintext(notification(1, deep), "1000 levels").empty());
}

BOOST_AUTO_TEST_CASE(a_structure_may_have_no_element_or_255) {
  BOOST_TEST(read_plaintext(notification(0, {}), "a clock alone").size() == 1U);
  BOOST_TEST(read_plaintext(notification(1, {0x02, 0x00}), "an empty structure").size() == 1U);
  const Code passed_over = {0, 0, 42, 0, 0, 255};
  for (const std::size_t pairs : {127U, 63U}) {
    Bytes elements;
    for (std::size_t i = 0; i < pairs; ++i)
      elements = joined({elements, simulator::octet_string(passed_over), {0x11, 0xff}});
    for (const std::size_t count : {2 * pairs - 1, 2 * pairs, 2 * pairs + 1, std::size_t{0xff},
                                    std::size_t{0x100}, std::size_t{0xfffe}}) {
      const std::string what = kaifa::formatted("{} pairs, count {}", pairs, count);
      const auto size = read_plaintext(notification(count, elements), what).size();
      BOOST_TEST(size == (count == 2 * pairs ? 1U : 0U), what);
    }
  }
  const Bytes none = joined({simulator::structure_head(255), Bytes(255, 0x00)});
  BOOST_TEST(read_plaintext(notification(1, none), "255 times null").empty());
}

BOOST_AUTO_TEST_CASE(each_quantity_has_one_unit) {
  for (const Quantity& quantity : quantities)
    for (unsigned unit = 0; unit < 0x100; ++unit) {
      const std::string what = kaifa::formatted("{} with unit {:02x}", quantity.column, unit);
      const Rows rows = read_plaintext(
          notification(3, number(code_of(quantity), {0x11, 1}, 0, static_cast<std::uint8_t>(unit))),
          what);
      BOOST_REQUIRE_MESSAGE(rows.size() == (unit == quantity.unit ? 1U : 0U), what);
    }
}

BOOST_AUTO_TEST_CASE(each_scaler_gives_the_exact_value_or_none) {
  const std::map<std::string, std::map<int, std::string>> of_count_7 = {
      {"active_power_import_w", {{-4, "0.0007"}, {-1, "0.7"}, {0, "7"}, {1, "70"}, {5, "700000"}}},
      {"active_energy_import_wh", {{-4, "0.0007"}, {6, "7000000"}}},
      {"current_l1_ma", {{-4, "0.7"}, {-3, "7"}, {0, "7000"}, {2, "700000"}}},
      {"voltage_1_dv", {{-4, "0.007"}, {-1, "7"}, {2, "7000"}}},
      {"power_factor_per_mille", {{-4, "0.7"}, {-3, "7"}, {-1, "700"}}},
  };
  for (const Quantity& quantity : quantities)
    for (int scaler = -128; scaler < 128; ++scaler) {
      const std::string what = kaifa::formatted("{} with scaler {}", quantity.column, scaler);
      const Bytes element =
          number(code_of(quantity), {0x12, 0, 7}, static_cast<std::uint8_t>(scaler), quantity.unit);
      const Rows rows = read_plaintext(notification(3, element), what);
      BOOST_REQUIRE_MESSAGE(rows.empty() || (scaler >= -4 && scaler <= 6), what);
      const auto values = of_count_7.find(quantity.column);
      if (values == of_count_7.end() || !values->second.contains(scaler))
        continue;
      BOOST_REQUIRE_MESSAGE(rows.size() == 1U, what);
      BOOST_TEST(rows[0].at(quantity.column) == values->second.at(scaler), what);
    }
}

BOOST_AUTO_TEST_CASE(both_decoders_read_the_extreme_numbers_of_each_type_alike) {
  std::size_t accepted = 0;
  for (const Quantity& quantity : quantities)
    for (const auto& [tag, size] : {std::pair{0x05, 4U},
                                    {0x06, 4U},
                                    {0x0f, 1U},
                                    {0x10, 2U},
                                    {0x11, 1U},
                                    {0x12, 2U},
                                    {0x14, 8U},
                                    {0x15, 8U},
                                    {0x03, 1U},
                                    {0x16, 1U}})
      for (const std::uint8_t first : Bytes{0x00, 0x01, 0x7f, 0x80, 0xff})
        for (const std::uint8_t rest : Bytes{0x00, 0xff})
          for (const std::uint8_t scaler : Bytes{0xfc, 0xff, 0x00, 0x06}) {
            Bytes value(1 + size, rest);
            value[0] = static_cast<std::uint8_t>(tag);
            value[1] = first;
            accepted +=
                read_plaintext(
                    notification(3, number(code_of(quantity), value, scaler, quantity.unit)),
                    kaifa::formatted("{} of type {:02x}, {:02x} {:02x}, scaler {}", quantity.column,
                                     tag, first, rest, scaler))
                    .size();
          }
  BOOST_TEST(accepted > 1000U);
}

BOOST_AUTO_TEST_CASE(a_meter_id_is_up_to_32_digits_and_capital_letters) {
  const Bytes code = simulator::octet_string(Code{0, 0, 96, 1, 0, 255});
  const auto id_of = [&](std::uint8_t tag, const Bytes& text) {
    const Bytes head = {tag, static_cast<std::uint8_t>(text.size())};
    const Rows rows = read_plaintext(notification(2, joined({code, head, text})),
                                     kaifa::formatted("{:02x}", tag));
    return rows.empty() ? "refused" : rows[0].at("meter_id");
  };
  for (const std::uint8_t tag : Bytes{0x09, 0x0a, 0x0c}) {
    for (std::size_t size = 0; size < 127; ++size)
      BOOST_TEST(id_of(tag, Bytes(size, '7')) ==
                     (size >= 1 && size <= 32 ? std::string(size, '7') : "refused"),
                 size);
    for (unsigned c = 0; c < 0x100; ++c) {
      const bool good = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
      const auto byte = static_cast<std::uint8_t>(c);
      BOOST_TEST(id_of(tag, {'1', byte}) ==
                     (good ? std::string{'1', static_cast<char>(c)} : "refused"),
                 c);
    }
  }
}

BOOST_AUTO_TEST_CASE(any_date_time_that_both_clocks_show_is_read_and_no_other) {
  const Bytes plaintext = notification(0, {});
  constexpr std::size_t in_notification = 6;
  const std::size_t in_list = plaintext.size() - 12;
  for (std::size_t i = 0; i < 12; ++i)
    for (unsigned value = 0; value < 0x100; ++value) {
      const std::string what = kaifa::formatted("{:02x} at byte {} of the clock", value, i);
      Bytes one = plaintext;
      one[in_list + i] = static_cast<std::uint8_t>(value);
      const bool same = one == plaintext;
      BOOST_REQUIRE_MESSAGE(read_plaintext(one, what).size() == (same ? 1U : 0U), what);
      Bytes both = one;
      both[in_notification + i] = static_cast<std::uint8_t>(value);
      // The first byte identifies a clock without a code.
      const bool is_clock = i > 0 || value < 0x20;
      BOOST_REQUIRE_MESSAGE(read_plaintext(both, what).size() == (is_clock ? 1U : 0U), what);
    }
}

BOOST_AUTO_TEST_SUITE_END()
