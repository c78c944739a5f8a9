// What happens to ciphered pushes on a bad line. Their only checksum is an 8-bit sum, so the list
// has to prove itself: see meter/obis_list. The program bench/push_damage measures the same with
// more pushes.
#include "simulator/austria.h"
#include "support/push_trial.h"
#include "support/reading_rows.h"
#include "support/sample_frames.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <random>

namespace {

using sample::joined;
using support::Bytes;

const kaifa::ciphering::Key& key() {
  static const simulator::AesKey bytes = support::trial_key();
  static const kaifa::ciphering::Key the_key{std::span(bytes)};
  return the_key;
}

std::vector<Bytes> frames_of(simulator::Variant variant, std::uint32_t counter = 7) {
  simulator::Measurement measurement;
  measurement.meter_id = "181220000001";
  measurement.active_power_import_w = 1055;
  measurement.current_ma = {3830, 1690, 920};
  measurement.voltage_dv = {2345, 2334, 2337};
  measurement.active_energy_import_wh = 1340436;
  measurement.reactive_energy_export_varh = 38584;
  measurement.power_factor_per_mille = 968;
  return simulator::austrian_push(variant, measurement,
                                  *simulator::parse_local_time("2022-02-04T16:43:20"),
                                  {.key = support::trial_key(), .frame_counter = counter});
}

Bytes push_of(simulator::Variant variant, std::uint32_t counter = 7) {
  return joined(frames_of(variant, counter));
}

auto at(const Bytes& bytes, std::size_t position) {
  return bytes.begin() + static_cast<std::ptrdiff_t>(position);
}

std::size_t readings_in(const Bytes& stream) {
  return rows::of(stream, &key()).size();
}

/// Damages a push in one way at every place, before a good push, which alone must be read.
template <typename Damage>
void check_at_every_place(Damage damage) {
  for (const auto& [name, variant] : simulator::austrian_variants) {
    const Bytes push = push_of(variant);
    const Bytes good = push_of(variant, 8);
    for (std::size_t place = 0; place < push.size(); ++place)
      for (const Bytes& damaged : damage(push, place))
        BOOST_REQUIRE_MESSAGE(readings_in(joined({damaged, good})) == 1U,
                              name << " at byte " << place);
  }
}

} // namespace

BOOST_AUTO_TEST_SUITE(push_damage)

BOOST_AUTO_TEST_CASE(undamaged_pushes_are_read_as_the_second_decoder_reads_them) {
  for (const auto& [name, variant] : simulator::austrian_variants) {
    const Bytes stream = joined({push_of(variant, 1), push_of(variant, 2)});
    const auto expected = reference::decode_pushes(stream, support::trial_key());
    BOOST_TEST(expected.size() == 2U);
    BOOST_TEST(rows::difference(rows::of(stream, &key()), expected) == "", name);
    BOOST_TEST(rows::difference(rows::of_single_bytes(stream, &key()), expected) == "", name);
  }
}

BOOST_AUTO_TEST_CASE(every_truncation_costs_that_push_and_not_the_next) {
  check_at_every_place([](const Bytes& push, std::size_t place) {
    return std::vector<Bytes>{Bytes(push.begin(), at(push, place)),
                              Bytes(at(push, place + 1), push.end())};
  });
}

BOOST_AUTO_TEST_CASE(every_flipped_bit_costs_that_push_and_not_the_next) {
  check_at_every_place([](const Bytes& push, std::size_t place) {
    std::vector<Bytes> damaged(8, push);
    for (std::size_t bit = 0; bit < damaged.size(); ++bit)
      damaged[bit][place] ^= static_cast<std::uint8_t>(1U << bit);
    return damaged;
  });
}

BOOST_AUTO_TEST_CASE(every_lost_byte_costs_that_push_and_not_the_next) {
  check_at_every_place([](const Bytes& push, std::size_t place) {
    Bytes damaged = push;
    damaged.erase(at(damaged, place));
    return std::vector<Bytes>{damaged};
  });
}

BOOST_AUTO_TEST_CASE(every_byte_that_is_inserted_within_a_frame_costs_that_push_and_not_the_next) {
  check_at_every_place([](const Bytes& push, std::size_t place) {
    std::vector<Bytes> damaged;
    const std::size_t second_frame = push[1] + 6U;
    for (const std::uint8_t value : Bytes{0x00, 0x0d, 0x16, 0x53, 0xff, push[place]}) {
      Bytes bytes = push;
      bytes.insert(at(bytes, place), value);
      const bool is_last = place == second_frame - 1 || place == push.size() - 1;
      const bool within = place != 0 && place != second_frame && !(is_last && value == push[place]);
      if (within)
        damaged.push_back(bytes);
    }
    return damaged;
  });
}

BOOST_AUTO_TEST_CASE(bytes_between_the_frames_and_the_pushes_cost_nothing) {
  std::mt19937 random(1);
  for (const auto& [name, variant] : simulator::austrian_variants) {
    const auto frames = frames_of(variant);
    for (int round = 0; round < 200; ++round) {
      Bytes stream;
      for (const Bytes& frame : frames) {
        for (auto size = random() % 20; size > 0; --size)
          stream.push_back(random() % 2 == 0 ? std::uint8_t{0x68}
                                             : static_cast<std::uint8_t>(random()));
        stream.insert(stream.end(), frame.begin(), frame.end());
      }
      BOOST_REQUIRE_MESSAGE(readings_in(stream) == 1U, name << " round " << round);
    }
  }
}

BOOST_AUTO_TEST_CASE(any_split_gives_the_same_reading) {
  for (const auto& [name, variant] : simulator::austrian_variants) {
    const Bytes half = frames_of(variant, 6).front();
    const Bytes stream = joined({{0x68, 0x0d, 0x0a}, half, push_of(variant)});
    const auto expected = rows::of(stream, &key());
    BOOST_TEST(expected.size() == 1U);
    for (std::size_t size = 0; size <= stream.size(); ++size)
      BOOST_REQUIRE_MESSAGE(
          rows::difference(rows::of_two_pieces(stream, size, &key()), expected).empty(),
          name << " split at " << size);
  }
}

BOOST_AUTO_TEST_CASE(the_halves_of_two_pushes_do_not_make_a_push) {
  for (const auto& [name, variant] : simulator::austrian_variants) {
    const Bytes mixed = joined({frames_of(variant, 1).front(), frames_of(variant, 2).back()});
    BOOST_TEST(readings_in(mixed) == 0U, name);
  }
}

BOOST_AUTO_TEST_CASE(no_wrong_key_yields_a_reading) {
  const Bytes push = push_of(simulator::Variant::austria_ksm_west);
  std::mt19937 random(1);
  simulator::AesKey bytes = support::trial_key();
  for (int i = 0; i < 20'000; ++i) {
    bytes[random() % bytes.size()] ^= static_cast<std::uint8_t>(1 + random() % 0xff);
    if (bytes == support::trial_key())
      continue;
    const kaifa::ciphering::Key wrong{std::span(bytes)};
    BOOST_REQUIRE(rows::of(push, &wrong).empty());
  }
}

// If the port checks parity, a byte with one wrong bit never arrives, and no other single wrong
// byte passes the sum.
BOOST_AUTO_TEST_CASE(single_bits_and_single_bytes_that_a_line_damages_give_no_wrong_value) {
  using enum support::LineDamage;
  constexpr std::size_t pushes = 2000;
  for (const auto damage : {bit, byte, two_bits, lost, inserted}) {
    const auto tally = support::try_damage(damage, support::Parity::dropped, pushes,
                                           {[](auto stream) { return rows::of(stream, &key()); }})
                           .at(0);
    BOOST_TEST(tally.wrong == 0U, static_cast<int>(damage));
    BOOST_TEST(tally.missing == 0U, static_cast<int>(damage));
    BOOST_TEST(tally.lost == 0U, static_cast<int>(damage));
  }
}

BOOST_AUTO_TEST_SUITE_END()
