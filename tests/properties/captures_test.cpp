#include "support/captures.h"
#include "support/reading_rows.h"
#include "support/reference_push.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <random>

namespace {

const std::vector<captures::Capture>& all_captures() {
  static const auto loaded = captures::load_all(*captures::folder());
  return loaded;
}

/// The frames of a stream that holds nothing else.
std::vector<kaifa::Bytes> frames_of(kaifa::Bytes stream) {
  std::vector<kaifa::Bytes> frames;
  kaifa::Deframer deframer;
  const kaifa::Bytes whole = stream;
  while (const auto event = deframer.next(stream)) {
    const auto& frame = std::get<kaifa::Frame>(*event);
    frames.push_back(whole.subspan(static_cast<std::size_t>(frame.offset), frame.bytes.size()));
  }
  return frames;
}

/// Appends line ends, what looks like the start of a frame, and random bytes.
void append_noise(std::vector<std::uint8_t>& stream, std::mt19937& random) {
  constexpr std::array<std::uint8_t, 8> likely = {0x7e, 0xa0, 0xa7, 0x27, 0x01, '\r', '\n', 0x7e};
  const auto below = [&random](unsigned bound) {
    return std::uniform_int_distribution<unsigned>(0, bound - 1)(random);
  };
  for (unsigned size = 1 + below(24); size > 0; --size)
    stream.push_back(below(2) == 0 ? likely[below(likely.size())]
                                   : static_cast<std::uint8_t>(below(0x100)));
}

} // namespace

BOOST_AUTO_TEST_SUITE(every_capture, *captures::are_there())

BOOST_AUTO_TEST_CASE(there_are_some_and_each_has_frames) {
  BOOST_TEST(!all_captures().empty());
  for (const captures::Capture& capture : all_captures())
    BOOST_TEST(!capture.expected.empty(), capture.name);
}

BOOST_AUTO_TEST_CASE(in_one_piece_and_byte_by_byte_with_nothing_left_over) {
  for (const captures::Capture& capture : all_captures()) {
    rows::Collector collector;
    collector.feed(capture.bytes);
    BOOST_TEST(rows::difference(collector.rows(), capture.expected) == "", capture.name);
    BOOST_TEST(collector.statistics().discarded_bytes == 0U, capture.name);
    BOOST_TEST(collector.rejections().empty(), capture.name);
    BOOST_TEST(rows::difference(rows::of_single_bytes(capture.bytes), capture.expected) == "",
               capture.name);
  }
}

BOOST_AUTO_TEST_CASE(split_in_two_at_every_byte) {
  constexpr std::size_t longest = 1000;
  std::size_t splits = 0;
  for (const captures::Capture& capture : all_captures()) {
    if (capture.bytes.size() > longest)
      continue;
    for (std::size_t size = 0; size <= capture.bytes.size(); ++size, ++splits) {
      const auto rows = rows::of_two_pieces(capture.bytes, size);
      BOOST_REQUIRE_MESSAGE(rows::difference(rows, capture.expected).empty(),
                            capture.name << " split at " << size);
    }
  }
  BOOST_TEST(splits > 0U);
}

BOOST_AUTO_TEST_CASE(with_noise_before_every_frame, *boost::unit_test::label("slow")) {
  for (const captures::Capture& capture : all_captures())
    for (std::uint32_t seed = 1; seed <= 10; ++seed) {
      std::mt19937 random(seed);
      std::vector<std::uint8_t> stream;
      for (const kaifa::Bytes frame : frames_of(capture.bytes)) {
        append_noise(stream, random);
        stream.insert(stream.end(), frame.begin(), frame.end());
      }
      BOOST_TEST(stream.size() > capture.bytes.size());
      BOOST_TEST(rows::difference(rows::of(stream), capture.expected) == "",
                 capture.name << " with the noise of seed " << seed);
    }
}

BOOST_AUTO_TEST_SUITE_END()

namespace {

using kaifa::ciphering::Key;

Key key_of(const captures::Capture& push) {
  BOOST_REQUIRE(push.key.size() == Key::size);
  return Key(std::span(push.key).first<Key::size>());
}

const std::vector<captures::Capture>& pushes() {
  static const auto loaded = captures::load_all(*captures::folder() / "ciphered");
  return loaded;
}

} // namespace

BOOST_AUTO_TEST_SUITE(every_ciphered_capture, *captures::are_there())

BOOST_AUTO_TEST_CASE(in_one_piece_and_byte_by_byte_with_nothing_left_over) {
  BOOST_TEST(!pushes().empty());
  for (const captures::Capture& push : pushes()) {
    const Key key = key_of(push);
    rows::Collector collector(&key);
    collector.feed(push.bytes);
    collector.finish();
    BOOST_TEST(rows::difference(collector.rows(), push.expected) == "", push.name);
    BOOST_TEST(collector.statistics().discarded_bytes == 0U, push.name);
    BOOST_TEST(collector.rejections().empty(), push.name);
    BOOST_TEST(rows::difference(rows::of_single_bytes(push.bytes, &key), push.expected) == "",
               push.name);
  }
}

BOOST_AUTO_TEST_CASE(after_noise_and_after_half_a_push) {
  for (const captures::Capture& push : pushes()) {
    const Key key = key_of(push);
    for (std::uint32_t seed = 1; seed <= 50; ++seed) {
      std::mt19937 random(seed);
      std::vector<std::uint8_t> stream(
          push.bytes.begin(),
          push.bytes.begin() + static_cast<std::ptrdiff_t>(random() % (push.bytes.size() - 1)));
      append_noise(stream, random);
      stream.insert(stream.end(), push.bytes.begin(), push.bytes.end());
      BOOST_TEST(rows::difference(rows::of(stream, &key), push.expected) == "",
                 push.name << " with the noise of seed " << seed);
    }
  }
}

BOOST_AUTO_TEST_CASE(as_the_second_decoder_says) {
  for (const captures::Capture& push : pushes()) {
    simulator::AesKey key{};
    std::ranges::copy(key_of(push).bytes(), key.begin());
    BOOST_TEST(rows::difference(reference::decode_pushes(push.bytes, key), push.expected) == "",
               push.name);
  }
}

BOOST_AUTO_TEST_SUITE_END()
