#include "meter/reader.h"

#include "meter/lists.h"
#include "simulator/austria.h"
#include "support/reading_rows.h"
#include "support/sample_frames.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <optional>

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

BOOST_AUTO_TEST_CASE(a_reception_has_the_frame_and_its_reading) {
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

BOOST_AUTO_TEST_CASE(every_byte_that_arrived_is_counted) {
  rows::Collector collector;
  const Bytes stream =
      sample::joined({{0x00, 0x7e}, sample::frame(Variant::norway_3_wire, 1).bytes});
  collector.feed(stream);
  BOOST_TEST(collector.statistics().bytes == stream.size());
}

BOOST_AUTO_TEST_CASE(a_rejected_frame_is_reported_with_its_fault_and_place) {
  const Bytes list = sample::frame(Variant::norway_3_wire, 2).bytes;
  Bytes damaged = simulator::hdlc_frame(Bytes(3, 0x00));
  damaged[10] ^= 0x01;
  for (const auto& [bytes, line] : std::vector<std::pair<Bytes, std::string>>{
           {sample::joined({{0x00, 0x00}, damaged}), "fcs at 2: frame check sequence does not fit"},
           {simulator::hdlc_frame(Bytes{0xe6, 0xe6, 0x00}),
            "apdu at 0: no LLC header: e6 e7 00 expected, e6 e6 00 found (at byte 9 of the frame)"},
           {simulator::hdlc_frame(Bytes()),
            "apdu at 0: 1 more byte expected, 0 left (at byte 0 of the frame)"},
           {sample::frame_around({0x02, 0x02, 0x00, 0x00}),
            "list at 0: no list begins with structure of 2 (at byte 18 of the frame)"},
           {sample::joined({sample::with_control(list, sample::other_control), list}),
            "control at 0: control field 13 is not that of a meter that this program reads (at "
            "byte 6 of the frame)"},
           {Bytes(list.begin(), list.begin() + 20),
            "cut_off at 0: another frame began, or the bytes ended, before its end"}})
    BOOST_TEST(rejections_of(bytes) == Lines{line}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(no_frame_with_another_control_byte_yields_a_reading) {
  std::vector<Bytes> frames = {simulator::hdlc_frame(Bytes()),
                               simulator::hdlc_frame(Bytes{0xe6, 0xe6, 0x00}),
                               sample::frame_around({0x02, 0x02, 0x00, 0x00})};
  for (const sample::Frame& frame : sample::every_frame())
    if (!simulator::is_swedish(frame.variant))
      frames.push_back(frame.bytes);
  for (const Bytes& frame : frames)
    for (unsigned control = 0; control < 0x100; ++control) {
      if (std::ranges::count(kaifa::lists, control, &kaifa::List::control) > 0)
        continue;
      const Bytes bytes = sample::with_control(frame, static_cast<std::uint8_t>(control));
      kaifa::Reader reader;
      kaifa::Bytes stream = bytes;
      const auto event = reader.next(stream);
      BOOST_REQUIRE(event.has_value());
      const auto* rejection = std::get_if<kaifa::Rejection>(&*event);
      BOOST_REQUIRE_MESSAGE(rejection, "read with control " << control);
      BOOST_TEST((rejection->reason == kaifa::Reason::control));
      BOOST_TEST(rejection->bytes == bytes, boost::test_tools::per_element());
      BOOST_TEST(rejection->why().ends_with(" (at byte 6 of the frame)"));
      BOOST_TEST(reader.statistics().rejected(kaifa::Reason::control) == 1U);
      BOOST_TEST(reader.statistics().rejected_frames() == 1U);
      BOOST_TEST(reader.statistics().list_frames() == 0U);
    }
}

BOOST_AUTO_TEST_CASE(the_first_bytes_of_a_list_choose_it_and_not_the_cipher) {
  const simulator::Ciphering ciphering{};
  const kaifa::ciphering::Key key{std::span(ciphering.key)};
  for (const auto& named : simulator::austrian_variants) {
    simulator::Measurement measurement = sample::measurement_of(Variant::norway_4_wire);
    measurement.active_energy_export_wh = 5;
    const Bytes plain =
        simulator::austrian_notification(named.variant, measurement, sample::time());
    rows::Collector collector;
    collector.feed(simulator::hdlc_frame(sample::joined({{0xe6, 0xe7, 0x00}, plain})));
    collector.feed(sample::joined(simulator::mbus_frames(plain)));
    BOOST_TEST(collector.rejections() == Lines(), boost::test_tools::per_element());
    BOOST_REQUIRE(collector.statistics().list_frames() == 2U);
    const Bytes push =
        sample::joined(simulator::mbus_frames(simulator::general_glo_ciphering(plain, ciphering)));
    const auto of_push = rows::of(push, &key);
    BOOST_TEST(rows::difference({collector.rows()[0]}, of_push) == "");
  }
}

BOOST_AUTO_TEST_CASE(a_list_must_be_proven_by_a_check_sequence_or_by_itself) {
  const simulator::Ciphering ciphering{};
  const kaifa::ciphering::Key key{std::span(ciphering.key)};
  const auto event_of = [&](const Bytes& bytes) {
    kaifa::Reader reader(&key);
    kaifa::Bytes stream = bytes;
    const auto event = reader.next(stream);
    BOOST_REQUIRE(event.has_value());
    const auto* rejection = std::get_if<kaifa::Rejection>(&*event);
    return rejection ? rejection->reason : std::optional<kaifa::Reason>();
  };
  for (const sample::Frame& frame : sample::every_frame()) {
    // The data-notification is between the LLC header and the FCS.
    const Bytes plain(frame.bytes.begin() + 9 + 3, frame.bytes.end() - 3);
    const Bytes ciphered = simulator::general_glo_ciphering(plain, ciphering);
    BOOST_TEST_CONTEXT(frame.name) {
      BOOST_TEST(!event_of(simulator::hdlc_frame(plain)).has_value());
      for (const Bytes& unproven :
           {simulator::hdlc_frame(ciphered), sample::joined(simulator::mbus_frames(ciphered)),
            sample::joined(simulator::mbus_frames(ciphered, 30)),
            sample::joined(simulator::mbus_frames(plain)),
            sample::joined(simulator::mbus_frames(plain, 30))})
        BOOST_TEST((event_of(unproven) == kaifa::Reason::list));
    }
  }
}

BOOST_AUTO_TEST_CASE(offsets_follow_the_length_of_the_addresses) {
  const Bytes information = simulator::data_notification({0x00}, {0x02, 0x02, 0x00, 0x00});
  const auto lines = rejections_of(
      simulator::hdlc_frame(information, {0x02, 0x04, 0x06, 0x03}, {0x02, 0x04, 0x06, 0x03}));
  BOOST_REQUIRE(lines.size() == 1U);
  BOOST_TEST(lines[0].ends_with("(at byte 23 of the frame)"));
}

BOOST_AUTO_TEST_CASE(offsets_in_a_message_of_several_frames_count_from_its_first_byte) {
  Bytes message = simulator::data_notification({0x00}, {0x01, 0x00});
  const std::size_t llc_size = 3;
  message.erase(message.begin(), message.begin() + llc_size);
  for (std::size_t first = 1; first < message.size(); ++first) {
    const auto cut = message.begin() + static_cast<std::ptrdiff_t>(first);
    const auto lines =
        rejections_of(sample::joined({simulator::mbus_frame(0x00, Bytes(message.begin(), cut)),
                                      simulator::mbus_frame(0x11, Bytes(cut, message.end()))}));
    BOOST_TEST(lines ==
                   Lines{"list at 0: no list begins with array of 0 (at byte 6 of the message)"},
               boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_SUITE_END()
