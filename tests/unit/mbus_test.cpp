#include "wire/mbus.h"

#include "simulator/push.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <numeric>

namespace {

using kaifa::Examination;
using kaifa::Reason;
using simulator::Bytes;
using Result = Examination::Result;

const Bytes payload = {0xdb, 0x08, 0x68, 0x16, 0x7e};
const Bytes good = simulator::mbus_frame(0x11, payload);

/// The frame with another byte at a position, and the right checksum for it.
Bytes with(std::size_t position, std::uint8_t value) {
  Bytes bytes = good;
  bytes[position] = value;
  bytes[bytes.size() - 2] =
      static_cast<std::uint8_t>(std::accumulate(bytes.begin() + 4, bytes.end() - 2, 0U));
  return bytes;
}

void check_damaged(const Bytes& bytes, Reason reason, std::size_t size) {
  const Examination examination = kaifa::mbus::examine(bytes);
  BOOST_TEST((examination.result == Result::damaged));
  BOOST_TEST((examination.reason == reason));
  BOOST_TEST(examination.size == size);
}

} // namespace

BOOST_AUTO_TEST_SUITE(mbus)

BOOST_AUTO_TEST_CASE(a_frame_is_taken_apart) {
  const Examination examination = kaifa::mbus::examine(good);
  BOOST_REQUIRE((examination.result == Result::whole));
  BOOST_TEST(examination.size == good.size());
  BOOST_TEST(examination.apdu_offset == 9U);
  BOOST_TEST(examination.apdu_size == payload.size());
  BOOST_TEST(examination.segment->number == 1U);
  BOOST_TEST(examination.segment->is_last);
}

BOOST_AUTO_TEST_CASE(the_ci_numbers_the_segments) {
  for (unsigned ci = 0; ci < 0x100; ++ci) {
    const Bytes bytes = simulator::mbus_frame(static_cast<std::uint8_t>(ci), payload);
    if (ci >= 0x20) {
      check_damaged(bytes, Reason::no_push, bytes.size());
      continue;
    }
    const Examination examination = kaifa::mbus::examine(bytes);
    BOOST_REQUIRE((examination.result == Result::whole));
    BOOST_TEST(examination.segment->number == ci % 16);
    BOOST_TEST(examination.segment->is_last == (ci >= 16));
  }
}

BOOST_AUTO_TEST_CASE(the_control_byte_may_have_its_frame_count_bit) {
  for (unsigned control = 0; control < 0x100; ++control) {
    const Examination examination =
        kaifa::mbus::examine(with(4, static_cast<std::uint8_t>(control)));
    const bool whole = examination.result == Result::whole;
    BOOST_TEST(whole == (control == 0x53 || control == 0x73), control);
  }
}

BOOST_AUTO_TEST_CASE(frames_with_other_addresses_and_applications_are_another_makers) {
  const std::size_t size = good.size();
  check_damaged(with(5, 0x01), Reason::no_push, size);
  check_damaged(with(7, 0x02), Reason::no_push, size);
  check_damaged(with(8, 0x66), Reason::no_push, size);
}

BOOST_AUTO_TEST_CASE(every_beginning_of_a_frame_is_an_incomplete_frame) {
  for (std::size_t size = 1; size < good.size(); ++size) {
    const Examination examination = kaifa::mbus::examine(kaifa::Bytes(good).first(size));
    BOOST_TEST((examination.result == Result::incomplete), size);
    BOOST_TEST(examination.size == size);
  }
}

BOOST_AUTO_TEST_CASE(what_follows_the_frame_is_not_part_of_it) {
  Bytes bytes = good;
  bytes.insert(bytes.end(), {0x16, 0x68, 0x68});
  const Examination examination = kaifa::mbus::examine(bytes);
  BOOST_REQUIRE((examination.result == Result::whole));
  BOOST_TEST(examination.size == good.size());
}

BOOST_AUTO_TEST_CASE(without_two_equal_lengths_and_a_second_start_there_is_no_frame) {
  const auto result_of = [](const Bytes& bytes) { return kaifa::mbus::examine(bytes).result; };
  BOOST_TEST((result_of({0x68, 0x10, 0x11}) == Result::no_frame));
  BOOST_TEST((result_of({0x68, 0x10, 0x10, 0x69}) == Result::no_frame));
  BOOST_TEST((result_of({0x68, 0x68, 0x68, 0x68}) == Result::incomplete));
}

BOOST_AUTO_TEST_CASE(every_length_with_room_for_the_addresses_is_accepted) {
  for (std::size_t length = 0; length <= 0xff; ++length) {
    if (length < 5) {
      const auto byte = static_cast<std::uint8_t>(length);
      check_damaged({0x68, byte, byte, 0x68}, Reason::length, 4);
      continue;
    }
    const Bytes content(length - 5, 0x68);
    const Bytes bytes = simulator::mbus_frame(0x10, content);
    const Examination examination = kaifa::mbus::examine(bytes);
    BOOST_REQUIRE((examination.result == Result::whole));
    BOOST_TEST(examination.size == length + 6);
    BOOST_TEST(examination.apdu_size == content.size());
  }
  BOOST_TEST(kaifa::mbus::max_frame_size == 0xffU + 6);
}

BOOST_AUTO_TEST_CASE(a_frame_without_its_stop_byte_is_damaged) {
  Bytes bytes = good;
  bytes.back() = 0x68;
  check_damaged(bytes, Reason::stop_byte, bytes.size());
}

BOOST_AUTO_TEST_CASE(the_sum_detects_every_changed_byte_after_the_header) {
  for (std::size_t position = 4; position < good.size() - 1; ++position)
    for (unsigned difference = 1; difference < 0x100; ++difference) {
      Bytes bytes = good;
      bytes[position] ^= static_cast<std::uint8_t>(difference);
      check_damaged(bytes, Reason::sum, bytes.size());
    }
}

BOOST_AUTO_TEST_CASE(a_frame_declares_its_size_in_its_length) {
  for (unsigned length = 0; length <= 0xff; ++length) {
    const auto byte = static_cast<std::uint8_t>(length);
    BOOST_TEST(kaifa::mbus::declared_size(Bytes{0x68, byte, byte}) == length + 6);
  }
}

BOOST_AUTO_TEST_CASE(the_part_of_a_segment_that_arrived_is_reported_once_its_number_is_known) {
  const Bytes frame = simulator::mbus_frame(0x03, Bytes(109, 0x00));
  BOOST_TEST(frame.size() == 120U);
  for (std::size_t size = 0; size < frame.size(); ++size)
    BOOST_TEST(kaifa::mbus::part_that_came(kaifa::Bytes(frame).first(size)) ==
               (size < 7 ? "" : std::to_string(size) + " of the 120 bytes of segment 3"));
  BOOST_TEST(kaifa::mbus::part_that_came(Bytes(20, 0x7e)) == "");
}

BOOST_AUTO_TEST_SUITE_END()
