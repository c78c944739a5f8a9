#include "formatted.h"
#include "wire/deframer.h"

#include "support/sample_frames.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>

namespace {

using sample::Bytes;
using Lines = std::vector<std::string>;

/// "frame 0+41", "fcs 0+41": what, where in the stream, how many bytes.
std::string line_of(const kaifa::Deframer::Event& event) {
  if (const auto* frame = std::get_if<kaifa::Frame>(&event))
    return kaifa::formatted("frame {}+{}", frame->offset, frame->bytes.size());
  const auto& rejection = std::get<kaifa::Rejection>(event);
  return kaifa::formatted("{} {}+{}", kaifa::text_of(rejection.reason).name, rejection.offset,
                          rejection.bytes.size());
}

void feed(kaifa::Deframer& deframer, kaifa::Bytes stream, Lines& lines) {
  while (const auto event = deframer.next(stream))
    lines.push_back(line_of(*event));
  BOOST_REQUIRE(stream.empty());
}

Lines events_of(kaifa::Bytes stream) {
  kaifa::Deframer deframer;
  Lines lines;
  feed(deframer, stream, lines);
  return lines;
}

Lines events_up_to_the_end_of(kaifa::Bytes stream, std::size_t piece) {
  kaifa::Deframer deframer;
  Lines lines;
  while (!stream.empty()) {
    const std::size_t size = std::min(piece, stream.size());
    feed(deframer, stream.first(size), lines);
    stream = stream.subspan(size);
  }
  deframer.end_of_stream();
  feed(deframer, {}, lines);
  return lines;
}

const Bytes information = {0xe6, 0xe7, 0x00, 0x7e, 0xa0, 0x7e};
/// 7e, format 2, destination 1, source 2, control 1, HCS 2, information 6, FCS 2, 7e.
const Bytes good = simulator::hdlc_frame(information);
constexpr std::size_t good_size = 18;
const std::string good_at_0 = "frame 0+18";

/// The header of a frame of this length, with a correct HCS.
Bytes head(std::size_t length) {
  Bytes bytes = {static_cast<std::uint8_t>(0xa0 | length >> 8),
                 static_cast<std::uint8_t>(length & 0xff),
                 0x01,
                 0x02,
                 0x01,
                 0x10};
  const std::uint16_t hcs = simulator::crc16_x25(bytes);
  bytes.push_back(static_cast<std::uint8_t>(hcs & 0xff));
  bytes.push_back(static_cast<std::uint8_t>(hcs >> 8));
  bytes.insert(bytes.begin(), 0x7e);
  return bytes;
}

/// `good`, with one byte inverted.
Bytes turned(std::size_t position) {
  Bytes bytes = good;
  bytes[position] ^= 0xff;
  return bytes;
}

} // namespace

BOOST_AUTO_TEST_SUITE(hdlc)

BOOST_AUTO_TEST_CASE(a_frame_carries_what_is_in_its_information_field) {
  kaifa::Deframer deframer;
  kaifa::Bytes stream = good;
  const auto event = deframer.next(stream);
  BOOST_REQUIRE(event.has_value());
  const auto& frame = std::get<kaifa::Frame>(*event);
  BOOST_TEST(frame.bytes == good, boost::test_tools::per_element());
  BOOST_TEST(frame.apdu == information, boost::test_tools::per_element());
  BOOST_TEST(frame.apdu_offset == 9U);
}

BOOST_AUTO_TEST_CASE(addresses_have_one_to_four_bytes) {
  const std::array<Bytes, 4> addresses = {
      {{0x03}, {0x02, 0x03}, {0x02, 0x04, 0x03}, {0x02, 0x04, 0x06, 0x03}}};
  for (const Bytes& destination : addresses)
    for (const Bytes& source : addresses) {
      const Bytes bytes = simulator::hdlc_frame(information, destination, source);
      kaifa::Deframer deframer;
      kaifa::Bytes stream = bytes;
      const auto event = deframer.next(stream);
      BOOST_REQUIRE(event.has_value());
      const auto& frame = std::get<kaifa::Frame>(*event);
      BOOST_TEST(frame.apdu == information, boost::test_tools::per_element());
      BOOST_TEST(frame.apdu_offset == 6 + destination.size() + source.size());
    }
}

BOOST_AUTO_TEST_CASE(a_longer_address_is_rejected_once_four_of_its_bytes_are_there) {
  const Bytes longer = {0x02, 0x04, 0x06, 0x08, 0x03};
  for (const auto& [bytes, size] :
       {std::pair(simulator::hdlc_frame(information, longer), 7U),
        std::pair(simulator::hdlc_frame(information, {0x01}, longer), 8U)}) {
    const kaifa::Bytes stream = bytes;
    BOOST_TEST(events_of(stream.first(size - 1)) == Lines());
    BOOST_TEST(events_of(stream.first(size)) == Lines{kaifa::formatted("address 0+{}", size)});
  }
}

// A frame without information has no HCS; the largest one uses all eleven bits of the length.
BOOST_AUTO_TEST_CASE(a_frame_is_as_long_as_its_information_needs) {
  for (const auto& [information_size, size] :
       {std::pair(0U, 10U), std::pair(275U, 287U), std::pair(0x7ffU - 10, 2049U)})
    BOOST_TEST(events_of(simulator::hdlc_frame(Bytes(information_size, 0x7e))) ==
               Lines{kaifa::formatted("frame 0+{}", size)});
  BOOST_TEST(kaifa::hdlc::max_frame_size == 2049U);
}

BOOST_AUTO_TEST_CASE(a_frame_declares_its_size_in_all_eleven_bits) {
  for (unsigned length = 0; length <= 0x7ff; ++length)
    for (const unsigned format : {0xa000U, 0xa800U}) {
      const unsigned both = format | length;
      const Bytes start = {0x7e, static_cast<std::uint8_t>(both >> 8),
                           static_cast<std::uint8_t>(both & 0xff)};
      BOOST_TEST(kaifa::hdlc::declared_size(start) == length + 2);
    }
}

BOOST_AUTO_TEST_CASE(another_format_type_begins_no_frame) {
  for (unsigned type = 0; type < 0x10; ++type) {
    if (type == 0xa)
      continue;
    Bytes bytes = good;
    bytes[1] = static_cast<std::uint8_t>(type << 4);
    BOOST_TEST(events_of(bytes) == Lines(), type);
  }
}

BOOST_AUTO_TEST_CASE(a_segmented_frame_is_rejected_at_its_format) {
  Bytes bytes = good;
  bytes[1] |= 0x08;
  BOOST_TEST(events_of(kaifa::Bytes(bytes).first(2)) == Lines{"segmented 0+2"});
}

BOOST_AUTO_TEST_CASE(
    a_length_without_room_for_header_and_checksum_is_rejected_at_the_control_byte) {
  // Header 6 bytes, FCS 2: 8 is a frame without information; 9 and 10 are too long for such a frame
  // and too short for HCS, information and FCS.
  for (const std::size_t length : {0U, 1U, 6U, 7U, 9U, 10U})
    BOOST_TEST(events_of(head(length)).front() == "length 0+7", length);
  for (const std::size_t length : {8U, 11U})
    BOOST_TEST(events_of(head(length)) == Lines(), length);
}

BOOST_AUTO_TEST_CASE(a_wrong_hcs_is_rejected_without_a_wait_for_the_rest) {
  // The length, the control byte and the HCS itself.
  for (const std::size_t position : {2U, 6U, 7U, 8U}) {
    const Bytes bytes = turned(position);
    BOOST_TEST(events_of(kaifa::Bytes(bytes).first(9)) == Lines{"hcs 0+9"}, position);
  }
}

BOOST_AUTO_TEST_CASE(a_frame_without_its_closing_flag_is_rejected) {
  BOOST_TEST(events_of(turned(good_size - 1)) == Lines{"closing_flag 0+18"});
}

// Bytes that were lost or added move the flag, and then no checksum fits either.
BOOST_AUTO_TEST_CASE(a_frame_without_its_closing_flag_is_rejected_for_that_whatever_its_fcs) {
  for (std::size_t position = 9; position < good_size - 1; ++position) {
    Bytes bytes = turned(position);
    bytes.back() ^= 0xff;
    BOOST_TEST(events_of(bytes).front() == "closing_flag 0+18", position);
  }
}

BOOST_AUTO_TEST_CASE(a_wrong_fcs_is_rejected) {
  for (const std::size_t position : {9U, 11U, 15U, 16U})
    BOOST_TEST(events_of(turned(position)).front() == "fcs 0+18", position);
}

BOOST_AUTO_TEST_CASE(a_frame_cut_off_by_the_end_of_the_stream_is_rejected_then) {
  const Bytes whole = simulator::hdlc_frame(Bytes(3, 0x00));
  for (std::size_t size = 2; size < whole.size(); ++size) {
    const kaifa::Bytes cut = kaifa::Bytes(whole).first(size);
    BOOST_TEST(events_of(cut) == Lines(), size);
    BOOST_TEST(events_up_to_the_end_of(cut, size) == Lines{kaifa::formatted("cut_off 0+{}", size)});
  }
}

BOOST_AUTO_TEST_CASE(a_flag_at_the_end_of_the_stream_is_no_frame) {
  BOOST_TEST(events_up_to_the_end_of(Bytes{0x7e}, 1) == Lines());
  BOOST_TEST(events_up_to_the_end_of(good, good.size()) == Lines{good_at_0});
}

BOOST_AUTO_TEST_CASE(a_frame_cut_short_gives_way_to_the_next_one_with_its_last_byte) {
  const Bytes quiet = simulator::hdlc_frame(Bytes(40, 0x00));
  for (std::size_t size = 2; size < quiet.size(); ++size) {
    Bytes stream(quiet.begin(), quiet.begin() + static_cast<std::ptrdiff_t>(size));
    stream.insert(stream.end(), good.begin(), good.end());
    const Lines lines = events_of(stream);
    BOOST_REQUIRE(!lines.empty());
    BOOST_TEST(lines.back() == kaifa::formatted("frame {}+{}", size, good_size));
    BOOST_TEST(lines.size() == 2U, size);
  }
}

BOOST_AUTO_TEST_CASE(a_false_start_is_cut_off_by_the_first_of_the_frames_after_it) {
  const Bytes stream = sample::joined({head(0x7ff), good, good});
  BOOST_TEST(events_of(stream) == (Lines{"cut_off 0+9", "frame 9+18", "frame 27+18"}));
}

BOOST_AUTO_TEST_CASE(a_frame_keeps_its_control_byte_whatever_it_is) {
  for (unsigned control = 0; control < 0x100; ++control)
    for (const Bytes& sent : {good, simulator::hdlc_frame(Bytes())}) {
      const Bytes bytes = sample::with_control(sent, static_cast<std::uint8_t>(control));
      kaifa::Deframer deframer;
      kaifa::Bytes stream = bytes;
      const auto event = deframer.next(stream);
      BOOST_REQUIRE(event.has_value());
      const auto& frame = std::get<kaifa::Frame>(*event);
      BOOST_TEST(frame.bytes.size() == bytes.size());
      BOOST_REQUIRE(frame.carrier.control.has_value());
      BOOST_TEST(frame.carrier.control->byte == control);
      BOOST_TEST(frame.carrier.control->offset == sample::control_offset);
    }
}

BOOST_AUTO_TEST_CASE(frames_share_a_flag) {
  Bytes stream = good;
  stream.insert(stream.end(), good.begin() + 1, good.end());
  stream.insert(stream.end(), good.begin() + 1, good.end());
  BOOST_TEST(events_of(stream) == (Lines{good_at_0, "frame 17+18", "frame 34+18"}));
}

BOOST_AUTO_TEST_CASE(flags_between_frames_mean_nothing) {
  const Bytes flags(5, 0x7e);
  BOOST_TEST(events_of(sample::joined({flags, good, flags, good})) ==
             (Lines{"frame 5+18", "frame 28+18"}));
}

BOOST_AUTO_TEST_CASE(bytes_in_no_frame_are_counted_once_a_frame_has_arrived) {
  const Bytes stream = sample::joined({{0x01, 0x02}, good, {0x7e, 0xa0, 0x00}, good, {0x05}});
  kaifa::Deframer deframer;
  kaifa::Bytes rest = stream;
  BOOST_TEST(deframer.discarded_bytes() == 0U);
  (void)deframer.next(rest);
  BOOST_TEST(deframer.discarded_bytes() == 2U);
  Lines lines;
  feed(deframer, rest, lines);
  BOOST_TEST(lines.back() == "frame 23+18");
  BOOST_TEST(deframer.discarded_bytes() == 5U);
}

BOOST_AUTO_TEST_CASE(a_shared_flag_is_not_discarded) {
  Bytes stream = good;
  stream.insert(stream.end(), good.begin() + 1, good.end());
  kaifa::Deframer deframer;
  Lines lines;
  feed(deframer, stream, lines);
  BOOST_TEST(lines.size() == 2U);
  BOOST_TEST(deframer.discarded_bytes() == 0U);
}

BOOST_AUTO_TEST_CASE(all_of_a_long_piece_is_taken_wherever_its_frames_are) {
  for (std::size_t before = 0; before < 3 * kaifa::max_frame_size; ++before) {
    const Bytes stream = sample::joined({Bytes(before, 0x00), good});
    kaifa::Deframer deframer;
    kaifa::Bytes rest = stream;
    const auto event = deframer.next(rest);
    BOOST_REQUIRE_MESSAGE(event.has_value(), "lost behind " << before << " bytes");
    BOOST_TEST(line_of(*event) == kaifa::formatted("frame {}+18", before));
  }
}

BOOST_AUTO_TEST_CASE(any_split_gives_the_same_events) {
  Bytes segmented = good;
  segmented[1] |= 0x08;
  const Bytes largest = simulator::hdlc_frame(Bytes(0x7ff - 10, 0x7e));
  const Bytes stream = sample::joined({{'\r', '\n', 0x7e, 0x7e},
                                       segmented,
                                       turned(7),
                                       good,
                                       turned(12),
                                       head(9),
                                       {0x00},
                                       turned(good_size - 1),
                                       good,
                                       largest,
                                       head(0x7ff),
                                       Bytes(3000, 0x55),
                                       good,
                                       head(0x7ff),
                                       good,
                                       Bytes(3000, 0x55),
                                       head(40)});
  const Lines whole = events_up_to_the_end_of(stream, stream.size());
  BOOST_TEST(std::ranges::count_if(
                 whole, [](const std::string& line) { return line.starts_with("frame "); }) == 5);
  for (const std::size_t piece : {1U, 2U, 3U, 7U, 18U, 64U, 2048U, 2049U, 4098U})
    BOOST_TEST(events_up_to_the_end_of(stream, piece) == whole, piece);
  for (std::size_t size = 0; size < stream.size(); ++size) {
    kaifa::Deframer deframer;
    Lines lines;
    feed(deframer, kaifa::Bytes(stream).first(size), lines);
    feed(deframer, kaifa::Bytes(stream).subspan(size), lines);
    deframer.end_of_stream();
    feed(deframer, {}, lines);
    BOOST_REQUIRE_MESSAGE(lines == whole, "split at " << size);
  }
}

BOOST_AUTO_TEST_SUITE_END()
