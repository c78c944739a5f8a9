// The reader and the reference decoder, which share no code, on the same streams.
//
// They differ on purpose in two things. The reader accepts a date-time with impossible fields, such
// as month 13, and only the conversion to Unix time leaves out the sample of that clock; the
// reference decoder rejects such a frame. And only the reader rejects amounts that are too great
// for any meter.
#include "meter/element.h"
#include "simulator/damage.h"
#include "simulator/household.h"
#include "support/reading_rows.h"
#include "support/sample_frames.h"

#include <boost/test/unit_test.hpp>

#include <random>

namespace {

using sample::Bytes;

/// What a cheap adapter makes of what a meter sends in a little over an hour.
Bytes damaged_stream(simulator::Variant variant, simulator::DamageRates rates, std::uint64_t seed) {
  constexpr std::chrono::seconds step(10);
  const std::chrono::local_seconds start =
      simulator::to_seconds(sample::time()) - std::chrono::seconds(5) - std::chrono::minutes(10);
  simulator::Household household(variant, "6970631401753985", seed, start);
  simulator::Damage damage(rates, seed);
  Bytes stream;
  for (int i = 1; i <= 370; ++i) {
    household.advance_to(start + i * step);
    const int list = simulator::is_swedish(variant) ? 3 : 1 + i % 3;
    const auto sent = damage.apply(simulator::list_frame(
        variant, list, household.measurement(), simulator::to_local_time(start + i * step)));
    stream.insert(stream.end(), sent.bytes.begin(), sent.bytes.end());
  }
  return stream;
}

/// Columns of the reference decoder, and the greatest counts that the reader accepts in them.
const std::vector<std::pair<std::string, std::uint64_t>> limits = {
    {"current_l1_ma", 10'000'000},
    {"current_l2_ma", 10'000'000},
    {"current_l3_ma", 10'000'000},
    {"voltage_1_dv", 10'000},
    {"voltage_2_dv", 10'000},
    {"voltage_3_dv", 10'000},
    {"active_energy_import_wh", kaifa::max_energy},
    {"active_energy_export_wh", kaifa::max_energy},
    {"reactive_energy_import_varh", kaifa::max_energy},
    {"reactive_energy_export_varh", kaifa::max_energy},
};

bool is_beyond_any_meter(const reference::Row& row) {
  return std::ranges::any_of(limits, [&](const auto& limit) {
    const std::string& count = row.at(limit.first);
    return !count.empty() && std::stoull(count) > limit.second;
  });
}

/// The rows of the reference decoder that the reader may accept.
std::vector<reference::Row> expected_rows(const Bytes& frame) {
  std::vector<reference::Row> rows = reference::decode(frame);
  std::erase_if(rows, is_beyond_any_meter);
  return rows;
}

bool is_read_with_impossible_clock(kaifa::Bytes frame) {
  kaifa::Reader reader;
  const auto event = reader.next(frame);
  const auto* reception = event ? std::get_if<kaifa::Reception>(&*event) : nullptr;
  return reception && rows::has_impossible_clock(reception->reading);
}

struct Parts {
  Bytes destination;
  Bytes source;
  Bytes information;
};
Parts parts_of(const Bytes& frame) {
  // The lowest bit of the last byte of an address is 1; flag 1 and format 2 precede the addresses.
  const auto is_last = [](std::uint8_t byte) { return byte & 1; };
  const auto begin = frame.begin() + 3;
  const auto middle = std::find_if(begin, frame.end(), is_last) + 1;
  const auto end = std::find_if(middle, frame.end(), is_last) + 1;
  constexpr std::ptrdiff_t control_and_hcs = 3;
  constexpr std::ptrdiff_t fcs_and_flag = 3;
  return {{begin, middle}, {middle, end}, {end + control_and_hcs, frame.end() - fcs_and_flag}};
}

} // namespace

BOOST_AUTO_TEST_SUITE(agreement, *boost::unit_test::label("slow"))

BOOST_AUTO_TEST_CASE(on_undamaged_streams_of_every_variant) {
  for (const auto& [name, variant] : simulator::kfm_variants) {
    const Bytes stream = damaged_stream(variant, {}, 1);
    const auto expected = reference::decode(stream);
    BOOST_TEST(expected.size() == 370U, name);
    BOOST_TEST(rows::difference(rows::of(stream), expected) == "", name);
  }
}

BOOST_AUTO_TEST_CASE(on_streams_with_noise_drops_and_cuts) {
  for (const auto& [name, variant] : simulator::kfm_variants)
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
      const Bytes stream = damaged_stream(variant, {.noise = 0.5, .drop = 0.2, .cut = 0.2}, seed);
      const auto expected = reference::decode(stream);
      BOOST_TEST(expected.size() > 100U, name << " seed " << seed);
      BOOST_TEST(expected.size() < 370U, name << " seed " << seed);
      BOOST_TEST(rows::difference(rows::of(stream), expected) == "", name << " seed " << seed);
    }
}

BOOST_AUTO_TEST_CASE(on_frames_with_changed_content_and_correct_checksums) {
  constexpr int changes_of_each_frame = 4000;
  std::mt19937 random(1);
  const auto below = [&random](std::size_t bound) {
    return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random);
  };
  std::size_t read = 0;
  std::size_t refused = 0;
  std::size_t impossible_clocks = 0;
  for (const sample::Frame& frame : sample::every_frame()) {
    const Parts parts = parts_of(frame.bytes);
    for (int i = 0; i < changes_of_each_frame; ++i) {
      Bytes information = parts.information;
      for (std::size_t changes = 1 + below(3); changes > 0; --changes)
        information[below(information.size())] = static_cast<std::uint8_t>(below(0x100));
      const Bytes changed = simulator::hdlc_frame(information, parts.destination, parts.source);
      const auto expected = expected_rows(changed);
      if (is_read_with_impossible_clock(changed)) {
        ++impossible_clocks;
        BOOST_TEST(expected.empty(), frame.name << " change " << i);
        continue;
      }
      ++(expected.empty() ? refused : read);
      const std::string difference = rows::difference(rows::of(changed), expected);
      BOOST_REQUIRE_MESSAGE(difference.empty(),
                            frame.name << " change " << i << ": " << difference);
    }
  }
  BOOST_TEST(read > 5000U);
  BOOST_TEST(refused > 5000U);
  BOOST_TEST(impossible_clocks > 100U);
}

BOOST_AUTO_TEST_CASE(on_frames_with_shorter_or_longer_content_and_correct_checksums) {
  for (const sample::Frame& frame : sample::every_frame()) {
    const Parts parts = parts_of(frame.bytes);
    for (std::size_t size = 1; size < parts.information.size() + 4; ++size) {
      if (size == parts.information.size())
        continue;
      Bytes information = parts.information;
      information.resize(size);
      const Bytes changed = simulator::hdlc_frame(information, parts.destination, parts.source);
      BOOST_TEST(reference::decode(changed).empty());
      BOOST_TEST(rows::of(changed).empty(), frame.name << " of " << size << " bytes");
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
