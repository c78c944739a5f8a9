#include "formatted.h"
#include "wire/deframer.h"

#include "simulator/push.h"
#include "support/sample_frames.h"

#include <boost/test/unit_test.hpp>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>

namespace {

using simulator::Bytes;
using Lines = std::vector<std::string>;

struct Sent {
  std::uint8_t control_information;
  Bytes payload;
};

/// What a deframer reports for frames with no byte between them.
Lines lines_of(const std::vector<Sent>& frames, bool ends = false, std::size_t discarded = 0) {
  Bytes bytes;
  for (const auto& [control_information, payload] : frames)
    std::ranges::copy(simulator::mbus_frame(control_information, payload),
                      std::back_inserter(bytes));
  kaifa::Deframer deframer;
  if (ends)
    deframer.end_of_stream();
  Lines lines;
  for (kaifa::Bytes stream = bytes; const auto event = deframer.next(stream);) {
    if (const auto* message = std::get_if<kaifa::Frame>(&*event))
      lines.push_back(kaifa::formatted("{}+{}: {:02x}", message->offset, message->bytes.size(),
                                       fmt::join(message->apdu, "")));
    else if (const auto* rejection = std::get_if<kaifa::Rejection>(&*event))
      lines.push_back(kaifa::formatted("{}+{}: {}", rejection->offset, rejection->bytes.size(),
                                       rejection->error ? rejection->error->message() : "?"));
  }
  BOOST_TEST(deframer.discarded_bytes() == discarded);
  return lines;
}

} // namespace

BOOST_AUTO_TEST_SUITE(segments)

BOOST_AUTO_TEST_CASE(a_message_of_one_frame_passes_through) {
  BOOST_TEST(lines_of({{0x10, {1, 2}}, {0x10, {3}}}) == (Lines{"0+13: 0102", "13+12: 03"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(segments_are_joined_in_order) {
  BOOST_TEST(lines_of({{0x00, {1, 2}}, {0x11, {3}}, {0x00, {4}}, {0x01, {5}}, {0x12, {6}}}, true) ==
                 (Lines{"0+25: 010203", "25+36: 040506"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_frames_of_a_message_are_kept_as_they_arrived) {
  const Bytes frames = sample::joined({simulator::mbus_frame(0x00, Bytes(200, 0x11)),
                                       simulator::mbus_frame(0x11, Bytes(100, 0x22))});
  kaifa::Deframer deframer;
  kaifa::Bytes stream = frames;
  const auto event = deframer.next(stream);
  BOOST_REQUIRE(event.has_value());
  const auto& message = std::get<kaifa::Frame>(*event);
  BOOST_TEST(message.bytes == frames, boost::test_tools::per_element());
  BOOST_TEST(message.apdu_offset == 0U);
}

BOOST_AUTO_TEST_CASE(the_next_message_is_not_lost_after_half_a_message) {
  BOOST_TEST(lines_of({{0x00, {1}}, {0x00, {2}}, {0x11, {3}}}) ==
                 (Lines{"0+12: segment 1 expected, segment 0 found", "12+24: 0203"}),
             boost::test_tools::per_element());
  BOOST_TEST(lines_of({{0x00, {1}}, {0x10, {2}}}) ==
                 (Lines{"0+12: segment 1 expected, segment 0 found", "12+12: 02"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(segments_before_the_first_one_of_the_stream_are_discarded) {
  BOOST_TEST(lines_of({{0x11, {1}}, {0x10, {2}}}, true, 12) == Lines{"12+12: 02"});
  BOOST_TEST(lines_of({{0x01, {1}}, {0x02, {1}}, {0x13, {1}}, {0x00, {2}}, {0x11, {3}}}, true,
                      36) == Lines{"36+24: 0203"});
  BOOST_TEST(lines_of({{0x01, {1}}, {0x12, {1}}}, true) == Lines());
}

BOOST_AUTO_TEST_CASE(a_segment_without_the_one_before_it_is_rejected_in_mid_stream) {
  BOOST_TEST(lines_of({{0x10, {1}}, {0x11, {1}}, {0x10, {2}}}) ==
                 (Lines{"0+12: 01", "12+12: segment 0 expected, segment 1 found", "24+12: 02"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_segment_after_a_damaged_or_cut_first_one_is_rejected) {
  const Bytes second = simulator::mbus_frame(0x11, Bytes{3});
  Bytes damaged = simulator::mbus_frame(0x00, Bytes{1, 2});
  damaged[9] ^= 0x01;
  Bytes cut = simulator::mbus_frame(0x00, Bytes{1, 2});
  cut.resize(10);
  for (const Bytes& first : {damaged, cut}) {
    const Bytes stream = sample::joined({first, second});
    for (const std::size_t piece : {std::size_t{1}, stream.size()}) {
      kaifa::Deframer deframer;
      std::vector<kaifa::Reason> reasons;
      for (std::size_t begin = 0; begin < stream.size(); begin += piece)
        for (kaifa::Bytes bytes = kaifa::Bytes(stream).subspan(begin, piece);
             const auto event = deframer.next(bytes);)
          reasons.push_back(std::get<kaifa::Rejection>(*event).reason);
      BOOST_REQUIRE(reasons.size() == 2U);
      BOOST_TEST((reasons[1] == kaifa::Reason::segment));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_segment_that_is_left_out_or_repeated_rejects_all_of_its_message) {
  BOOST_TEST(lines_of({{0x00, {1}}, {0x12, {3}}}) ==
                 (Lines{"0+12: segment 1 expected, segment 2 found",
                        "12+12: segment 0 expected, segment 2 found"}),
             boost::test_tools::per_element());
  BOOST_TEST(lines_of({{0x00, {1}}, {0x01, {2}}, {0x01, {2}}, {0x12, {3}}}) ==
                 (Lines{"0+24: segment 2 expected, segment 1 found",
                        "24+12: segment 0 expected, segment 1 found",
                        "36+12: segment 0 expected, segment 2 found"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_message_that_the_stream_cuts_off_is_rejected_at_the_end) {
  BOOST_TEST(lines_of({{0x00, {1}}}) == Lines());
  BOOST_TEST(lines_of({{0x00, {1}}}, true) == (Lines{"0+12: segment 1 expected, none came"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(sixteen_segments_of_the_largest_size_are_one_message) {
  std::vector<Sent> frames;
  for (std::uint8_t number = 0; number < 16; ++number)
    frames.push_back({static_cast<std::uint8_t>(number == 15 ? 0x1f : number), Bytes(250, number)});
  const Lines lines = lines_of(frames, true);
  BOOST_REQUIRE(lines.size() == 1U);
  BOOST_TEST(lines[0].starts_with("0+4176: 0000"));
  BOOST_TEST(lines[0].size() == std::string("0+4176: ").size() + 2 * 16 * 250);
}

BOOST_AUTO_TEST_CASE(a_message_has_no_seventeenth_segment) {
  std::vector<Sent> frames;
  for (std::uint8_t number = 0; number < 16; ++number)
    frames.push_back({number, {number}});
  frames.push_back({0x10, {0x77}});
  BOOST_TEST(lines_of(frames, true) ==
                 (Lines{"0+192: segment 16 expected, segment 0 found", "192+12: 77"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
