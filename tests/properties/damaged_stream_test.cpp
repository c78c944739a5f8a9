#include "meter/reader.h"

#include "support/sample_frames.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <random>

namespace {

using sample::Bytes;
using sample::Variant;
using Frames = std::vector<Bytes>;

/// The frames that are read from a stream before its end is known.
Frames read_at_once(kaifa::Bytes stream) {
  Frames frames;
  kaifa::Reader reader;
  while (const auto event = reader.next(stream))
    if (const auto* reception = std::get_if<kaifa::Reception>(&*event))
      frames.emplace_back(reception->frame.bytes.begin(), reception->frame.bytes.end());
  return frames;
}

Bytes first(const Bytes& bytes, std::size_t size) {
  return {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)};
}

/// Puts damage between and into frames, and remembers the frames that stayed whole.
class Stream {
public:
  explicit Stream(std::uint32_t seed) : random_(seed) {}

  void add(const Bytes& frame) {
    switch (below(6)) {
    case 0:
      return add_random_bytes();
    case 1:
      return append(first(frame, below(frame.size() - 1)));
    case 2:
      return append(with_a_byte_changed(frame));
    case 3:
      return append(with_a_byte_dropped(frame));
    case 4:
      append({'\r', '\n'});
      break;
    default:
      break;
    }
    append(frame);
    whole_.push_back(frame);
  }

  [[nodiscard]] const Bytes& bytes() const { return bytes_; }
  [[nodiscard]] const Frames& whole_frames() const { return whole_; }

private:
  std::size_t below(std::size_t bound) {
    return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random_);
  }
  void append(const Bytes& bytes) { bytes_.insert(bytes_.end(), bytes.begin(), bytes.end()); }

  void add_random_bytes() {
    constexpr std::array<std::uint8_t, 4> tempting = {0x7e, 0xa0, 0xa7, 0x01};
    for (std::size_t size = below(300); size > 0; --size)
      bytes_.push_back(below(3) == 0 ? tempting[below(tempting.size())]
                                     : static_cast<std::uint8_t>(below(0x100)));
  }
  Bytes with_a_byte_changed(Bytes frame) {
    frame[below(frame.size())] ^= static_cast<std::uint8_t>(1 + below(0xff));
    return frame;
  }
  Bytes with_a_byte_dropped(Bytes frame) {
    // Spares the flags: without a flag the rest may still be whole, thanks to a flag beside it.
    frame.erase(frame.begin() + 1 + static_cast<std::ptrdiff_t>(below(frame.size() - 2)));
    return frame;
  }

  std::mt19937 random_;
  Bytes bytes_;
  Frames whole_;
};

} // namespace

BOOST_AUTO_TEST_SUITE(damaged_stream)

// Up to the byte before the closing flag: in place of that flag, the next frame's would do.
BOOST_AUTO_TEST_CASE(a_frame_cut_short_at_any_byte_does_not_cost_the_one_right_after_it) {
  const Bytes good = sample::frame(Variant::norway_3_wire, 2).bytes;
  for (const sample::Frame& cut : sample::every_frame())
    for (std::size_t size = 0; size < cut.bytes.size() - 1; ++size) {
      const auto frames = read_at_once(sample::joined({first(cut.bytes, size), good}));
      BOOST_REQUIRE_MESSAGE(frames == Frames{good}, cut.name << " cut after " << size);
    }
}

BOOST_AUTO_TEST_CASE(a_frame_that_lost_its_closing_flag_does_not_cost_the_next_one) {
  const Bytes good = sample::frame(Variant::sweden_tagged, 3).bytes;
  const Bytes unclosed = first(good, good.size() - 1);
  // The next opening flag closes the frame, so both are whole.
  BOOST_TEST((read_at_once(sample::joined({unclosed, good})) == Frames{good, good}));
  BOOST_TEST((read_at_once(sample::joined({unclosed, {'\r'}, good})) == Frames{good}));
}

BOOST_AUTO_TEST_CASE(every_byte_before_a_frame_is_skipped) {
  const Bytes good = sample::frame(Variant::norway_single_phase, 3).bytes;
  for (unsigned first_byte = 0; first_byte < 0x100; ++first_byte)
    for (unsigned second_byte = 0; second_byte < 0x100; ++second_byte) {
      const Bytes noise = {static_cast<std::uint8_t>(first_byte),
                           static_cast<std::uint8_t>(second_byte)};
      if (read_at_once(sample::joined({noise, good})) != Frames{good})
        BOOST_FAIL("lost behind " << first_byte << ' ' << second_byte);
    }
}

BOOST_AUTO_TEST_CASE(garbage_of_any_size_between_frames_is_skipped) {
  const Bytes good = sample::frame(Variant::norway_4_wire, 2).bytes;
  for (const std::uint8_t filling : Bytes{0x00, 0x7e, 0xa0, 0xff, 0x0d})
    for (std::size_t size = 1; size <= 5000; size += size < 300 ? 1 : 47) {
      const auto frames = read_at_once(sample::joined({good, Bytes(size, filling), good}));
      BOOST_REQUIRE_MESSAGE(frames == (Frames{good, good}),
                            size << " bytes of " << unsigned{filling});
    }
}

BOOST_AUTO_TEST_CASE(false_starts_of_every_length_do_not_hold_up_a_frame) {
  const Bytes good = sample::frame(Variant::norway_3_wire, 1).bytes;
  for (std::size_t information = 1; information <= 0x7ff - 10; ++information) {
    const Bytes start = first(simulator::hdlc_frame(Bytes(information, 0x00)), 9);
    BOOST_REQUIRE_MESSAGE(read_at_once(sample::joined({start, good})) == Frames{good},
                          "false start with " << information << " bytes of information");
  }
}

BOOST_AUTO_TEST_CASE(a_false_start_inside_a_frame_does_not_cost_the_frame) {
  simulator::Measurement measurement = sample::measurement_of(Variant::norway_3_wire);
  const Bytes start = first(simulator::hdlc_frame(Bytes(1000, 0x00)), 9);
  measurement.meter_id = std::string(start.begin(), start.end());
  const Bytes frame = simulator::list_frame(Variant::norway_3_wire, 2, measurement, sample::time());
  BOOST_TEST((read_at_once(sample::joined({frame, frame})) == Frames{frame, frame}));
}

BOOST_AUTO_TEST_CASE(every_whole_frame_of_randomly_damaged_streams_is_read_and_no_other) {
  constexpr std::uint32_t seeds = 200;
  constexpr int rounds = 10;
  const auto frames = sample::every_frame();
  std::size_t whole = 0;
  for (std::uint32_t seed = 1; seed <= seeds; ++seed) {
    Stream stream(seed);
    for (int round = 0; round < rounds; ++round)
      for (const sample::Frame& frame : frames)
        stream.add(frame.bytes);
    BOOST_REQUIRE_MESSAGE(read_at_once(stream.bytes()) == stream.whole_frames(),
                          "the stream of seed " << seed);
    whole += stream.whole_frames().size();
  }
  // A third of the frames arrive whole.
  const std::size_t sent = seeds * rounds * frames.size();
  BOOST_TEST(whole > sent / 4);
  BOOST_TEST(whole < sent / 2);
}

BOOST_AUTO_TEST_SUITE_END()
