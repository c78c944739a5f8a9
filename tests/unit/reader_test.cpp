#include "meter/reader.h"

#include "support/reading_rows.h"
#include "support/sample_frames.h"

#include <boost/test/unit_test.hpp>

namespace {

using sample::Bytes;
using sample::Variant;
using Lines = std::vector<std::string>;

Lines rejections_of(const Bytes& stream) {
  rows::Collector collector;
  collector.feed(stream);
  collector.finish();
  return collector.rejections();
}

} // namespace

BOOST_AUTO_TEST_SUITE(reader)

BOOST_AUTO_TEST_CASE(a_reception_has_the_frame_and_what_it_says) {
  const sample::Frame frame = sample::frame(Variant::norway_3_wire, 2);
  const Bytes bytes = sample::joined({{'\r', '\n'}, frame.bytes});
  kaifa::Bytes stream = bytes;
  kaifa::Reader reader;
  const auto event = reader.next(stream);
  BOOST_REQUIRE(event.has_value());
  const auto& reception = std::get<kaifa::Reception>(*event);
  BOOST_TEST(reception.frame.offset == 2U);
  BOOST_TEST(reception.frame.bytes == frame.bytes, boost::test_tools::per_element());
  BOOST_TEST(reception.reading.list == 2);
  BOOST_TEST(*reception.reading.meter_id == "6970631401753985");
  BOOST_TEST(stream.empty());
}

BOOST_AUTO_TEST_CASE(lists_and_rejections_are_counted) {
  Bytes damaged = sample::frame(Variant::norway_3_wire, 2).bytes;
  damaged[60] ^= 0x01;
  rows::Collector collector;
  collector.feed(sample::joined({sample::frame(Variant::norway_3_wire, 1).bytes,
                                 sample::frame(Variant::norway_3_wire, 1).bytes,
                                 damaged,
                                 sample::frame(Variant::norway_3_wire, 2).bytes,
                                 {0x00, 0x00, 0x00},
                                 sample::frame(Variant::norway_3_wire, 3).bytes}));
  const kaifa::Statistics& statistics = collector.statistics();
  BOOST_TEST(statistics.lists == (std::array<std::uint64_t, 3>{2, 1, 1}),
             boost::test_tools::per_element());
  BOOST_TEST(statistics.list_frames() == 4U);
  BOOST_TEST(statistics.rejected_frames() == collector.rejections().size());
  BOOST_TEST(statistics.rejected(kaifa::Reason::fcs) >= 1U);
  BOOST_TEST(statistics.discarded_bytes == damaged.size() + 3);
}

BOOST_AUTO_TEST_CASE(whole_frames_that_are_refused_are_counted_too) {
  rows::Collector collector;
  const Bytes no_notification = simulator::hdlc_frame(Bytes{0xe6, 0xe6, 0x00});
  const Bytes no_list = sample::frame_around({0x02, 0x02, 0x00, 0x00});
  collector.feed(sample::joined({no_notification, no_list, no_list}));
  const kaifa::Statistics& statistics = collector.statistics();
  BOOST_TEST(statistics.rejected(kaifa::Reason::apdu) == 1U);
  BOOST_TEST(statistics.rejected(kaifa::Reason::list) == 2U);
  BOOST_TEST(statistics.rejected_frames() == 3U);
}

BOOST_AUTO_TEST_CASE(every_byte_that_came_is_counted) {
  rows::Collector collector;
  const Bytes stream =
      sample::joined({{0x00, 0x7e}, sample::frame(Variant::norway_3_wire, 1).bytes});
  collector.feed(stream);
  BOOST_TEST(collector.statistics().bytes == stream.size());
}

BOOST_AUTO_TEST_CASE(a_damaged_frame_is_told_with_its_fault_and_place) {
  Bytes frame = simulator::hdlc_frame(Bytes(3, 0x00));
  frame[10] ^= 0x01;
  BOOST_TEST(rejections_of(sample::joined({{0x00, 0x00}, frame})) ==
             Lines{"fcs at 2: frame check sequence does not fit"});
}

BOOST_AUTO_TEST_CASE(a_whole_frame_without_a_data_notification_is_told) {
  BOOST_TEST(rejections_of(simulator::hdlc_frame(Bytes{0xe6, 0xe6, 0x00})) ==
             Lines{"apdu at 0: no LLC header: e6 e7 00 expected, e6 e6 00 found (at byte 9 of the "
                   "frame)"});
}

BOOST_AUTO_TEST_CASE(a_frame_without_information_is_told) {
  BOOST_TEST(rejections_of(simulator::hdlc_frame(Bytes())) ==
             Lines{"apdu at 0: 1 more byte expected, 0 left (at byte 0 of the frame)"});
}

BOOST_AUTO_TEST_CASE(a_list_that_is_not_known_is_told) {
  BOOST_TEST(rejections_of(sample::frame_around({0x02, 0x02, 0x00, 0x00})) ==
             Lines{"list at 0: list of 2 elements: KFM_001 lists have 1, 9, 13, 14, 18 or 36 (at "
                   "byte 18 of the frame)"});
}

BOOST_AUTO_TEST_CASE(offsets_follow_the_length_of_the_addresses) {
  const Bytes information = simulator::data_notification({0x00}, {0x02, 0x02, 0x00, 0x00});
  const auto lines = rejections_of(
      simulator::hdlc_frame(information, {0x02, 0x04, 0x06, 0x03}, {0x02, 0x04, 0x06, 0x03}));
  BOOST_REQUIRE(lines.size() == 1U);
  BOOST_TEST(lines[0].ends_with("(at byte 23 of the frame)"));
}

BOOST_AUTO_TEST_CASE(the_end_of_the_stream_rejects_what_has_begun) {
  Bytes frame = sample::frame(Variant::norway_3_wire, 1).bytes;
  frame.resize(20);
  BOOST_TEST(rejections_of(frame) ==
             Lines{"cut_off at 0: another frame, or the end of the stream, before the end of this "
                   "one"});
}

BOOST_AUTO_TEST_SUITE_END()
