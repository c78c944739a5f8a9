// Which damage the decoder has to detect, and how.
//
// FCS-16 (CRC-16/X.25) detects every burst of errors of up to 16 bits, and every 1, 2 or 3 wrong
// bits within 32751 bits, which is longer than any frame. It misses one in 65536 cases of other
// damage, and proves nothing if the length is wrong, since it is then checked at the wrong place.
//
// The structure takes care of the rest: flags at both ends, as far apart as the length field says;
// a second checksum (HCS) over that length and the addresses; the LLC header and the APDU's tag; a
// known number of elements, each with the one type allowed at its place; and no byte missing or
// left over. So damage would have to satisfy two checksums and a structure to pass for a reading,
// which none of the cases here does.
#include "meter/reader.h"

#include "support/sample_frames.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <random>

namespace {

using sample::Bytes;

/// Tries damaged forms of a frame, and counts how many are read as anything but that frame.
class Trial {
public:
  explicit Trial(const Bytes& frame) : frame_(frame) {}

  void try_out(kaifa::Bytes damaged) {
    ++cases_;
    kaifa::Reader reader;
    count(reader, damaged);
    reader.end_of_stream();
    count(reader, {});
  }

  [[nodiscard]] std::size_t cases() const { return cases_; }
  [[nodiscard]] std::size_t right_readings() const { return right_; }
  [[nodiscard]] std::size_t wrong_readings() const { return wrong_; }

private:
  void count(kaifa::Reader& reader, kaifa::Bytes stream) {
    while (const auto event = reader.next(stream)) {
      const auto* reception = std::get_if<kaifa::Reception>(&*event);
      if (!reception)
        continue;
      const bool right = std::ranges::equal(reception->frame.bytes, frame_);
      ++(right ? right_ : wrong_);
    }
  }

  const Bytes& frame_;
  std::size_t cases_ = 0;
  std::size_t right_ = 0;
  std::size_t wrong_ = 0;
};

void flip(Bytes& bytes, std::size_t bit) {
  bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
}

auto at(const Bytes& bytes, std::size_t position) {
  return bytes.begin() + static_cast<std::ptrdiff_t>(position);
}

} // namespace

BOOST_AUTO_TEST_SUITE(damage)

BOOST_AUTO_TEST_CASE(no_truncation_yields_a_reading) {
  for (const sample::Frame& frame : sample::every_frame()) {
    const std::size_t size = frame.bytes.size();
    Trial trial(frame.bytes);
    for (std::size_t kept = 0; kept < size; ++kept)
      trial.try_out(kaifa::Bytes(frame.bytes).first(kept));
    for (std::size_t dropped = 1; dropped < size; ++dropped)
      trial.try_out(kaifa::Bytes(frame.bytes).subspan(dropped));
    BOOST_TEST(trial.cases() == 2 * size - 1);
    BOOST_TEST(trial.right_readings() + trial.wrong_readings() == 0U, frame.name);
  }
}

BOOST_AUTO_TEST_CASE(no_flipped_bit_nor_a_second_one_within_16_bits_yields_a_reading) {
  constexpr std::size_t burst = 16;
  for (const sample::Frame& frame : sample::every_frame()) {
    Bytes bytes = frame.bytes;
    const std::size_t bits = 8 * bytes.size();
    Trial trial(frame.bytes);
    for (std::size_t first = 0; first < bits; ++first) {
      flip(bytes, first);
      trial.try_out(bytes);
      for (std::size_t second = first + 1; second < std::min(first + burst, bits); ++second) {
        flip(bytes, second);
        trial.try_out(bytes);
        flip(bytes, second);
      }
      flip(bytes, first);
    }
    // Each bit has 15 partners after it, except for the last 15 bits: 14, 13 ... 0.
    BOOST_TEST(trial.cases() == bits + (bits - 15) * 15 + 15 * 14 / 2);
    BOOST_TEST(trial.right_readings() + trial.wrong_readings() == 0U, frame.name);
  }
}

BOOST_AUTO_TEST_CASE(no_other_value_of_two_bytes_in_a_row_yields_a_reading) {
  const Bytes& frame = sample::frame(sample::Variant::norway_3_wire, 1).bytes;
  Trial trial(frame);
  for (std::size_t position = 0; position + 1 < frame.size(); ++position)
    for (unsigned difference = 1; difference < 0x10000; ++difference) {
      Bytes bytes = frame;
      bytes[position] ^= static_cast<std::uint8_t>(difference >> 8);
      bytes[position + 1] ^= static_cast<std::uint8_t>(difference & 0xff);
      trial.try_out(bytes);
    }
  BOOST_TEST(trial.cases() == (frame.size() - 1) * 0xffff);
  BOOST_TEST(trial.right_readings() + trial.wrong_readings() == 0U);
}

BOOST_AUTO_TEST_CASE(no_deletion_of_a_byte_yields_a_reading) {
  for (const sample::Frame& frame : sample::every_frame()) {
    Trial trial(frame.bytes);
    for (std::size_t position = 0; position < frame.bytes.size(); ++position) {
      Bytes bytes = frame.bytes;
      bytes.erase(at(bytes, position));
      trial.try_out(bytes);
    }
    BOOST_TEST(trial.cases() == frame.bytes.size());
    BOOST_TEST(trial.right_readings() + trial.wrong_readings() == 0U, frame.name);
  }
}

BOOST_AUTO_TEST_CASE(an_inserted_byte_yields_a_reading_only_outside_of_the_frame) {
  for (const sample::Frame& frame : sample::every_frame()) {
    const std::size_t size = frame.bytes.size();
    Trial inside(frame.bytes);
    Trial outside(frame.bytes);
    for (std::size_t position = 0; position <= size; ++position)
      for (unsigned value = 0; value < 0x100; ++value) {
        Bytes bytes = frame.bytes;
        bytes.insert(at(bytes, position), static_cast<std::uint8_t>(value));
        const kaifa::Bytes all = bytes;
        const bool leaves_the_frame_whole = std::ranges::equal(all.first(size), frame.bytes) ||
                                            std::ranges::equal(all.subspan(1), frame.bytes);
        (leaves_the_frame_whole ? outside : inside).try_out(bytes);
      }
    BOOST_TEST(inside.cases() + outside.cases() == (size + 1) * 0x100);
    // Any byte before or after the frame; another flag inside, next to the first or the last.
    BOOST_TEST(outside.cases() == 2U * 0x100 + 2);
    BOOST_TEST(outside.right_readings() == outside.cases(), frame.name);
    BOOST_TEST(outside.wrong_readings() == 0U, frame.name);
    BOOST_TEST(inside.right_readings() + inside.wrong_readings() == 0U, frame.name);
  }
}

BOOST_AUTO_TEST_SUITE_END()
