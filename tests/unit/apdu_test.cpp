#include "wire/apdu.h"

#include "support/sample_frames.h"

#include <boost/test/unit_test.hpp>

namespace {

using sample::Bytes;

constexpr std::size_t start = 9; ///< of the information field in a Norwegian frame

const Bytes time_bytes = simulator::date_time(sample::time(), -60);
const Bytes body = {0x02, 0x01, 0x06, 0x00, 0x00, 0x00, 0x2a};
constexpr std::size_t body_size = 7;

kaifa::Result<kaifa::apdu::DataNotification> decode(const Bytes& information) {
  return kaifa::apdu::decode(information, start);
}

std::string error_of(const Bytes& information) {
  const auto result = decode(information);
  return result ? "none" : result.error().message + " at " + std::to_string(result.error().offset);
}

Bytes with_date_time(const Bytes& date_time) {
  return simulator::data_notification(date_time, body);
}

} // namespace

BOOST_AUTO_TEST_SUITE(apdu)

BOOST_AUTO_TEST_CASE(a_data_notification_has_its_parts) {
  Bytes information = with_date_time(sample::joined({{0x09, 0x0c}, time_bytes}));
  information[4] = 0x4a;
  information[7] = 0x01;
  const auto notification = decode(information);
  BOOST_REQUIRE(bool(notification));
  BOOST_TEST(notification->long_invoke_id_and_priority == 0x4a000001U);
  BOOST_TEST(notification->date_time->year == 2023);
  BOOST_TEST(notification->date_time->deviation_minutes == -60);
  BOOST_TEST((notification->body.tag == kaifa::axdr::Tag::structure));
  BOOST_TEST(notification->body.count == 1U);
  BOOST_TEST(notification->body.offset == start + information.size() - body_size);
}

BOOST_AUTO_TEST_CASE(the_date_time_may_be_without_its_tag) {
  const auto notification = decode(with_date_time(sample::joined({{0x0c}, time_bytes})));
  BOOST_REQUIRE(bool(notification));
  BOOST_TEST(notification->date_time->minute == 10);
  BOOST_TEST(notification->body.offset == start + 8 + 1 + 12);
}

BOOST_AUTO_TEST_CASE(the_date_time_may_be_null) {
  const auto notification = decode(with_date_time({0x00}));
  BOOST_REQUIRE(bool(notification));
  BOOST_TEST(!notification->date_time);
  BOOST_TEST(notification->body.offset == start + 8 + 1);
}

BOOST_AUTO_TEST_CASE(any_other_date_time_is_refused) {
  for (unsigned head = 0; head < 0x100; ++head) {
    if (head == 0x00 || head == 0x09 || head == 0x0c)
      continue;
    const Bytes date_time = sample::joined({{static_cast<std::uint8_t>(head)}, time_bytes});
    BOOST_TEST(error_of(with_date_time(date_time)).starts_with("no date-time: "), head);
  }
  BOOST_TEST(error_of(with_date_time({0x0d})) ==
             "no date-time: 09 0c, 0c or 00 expected, 0d found at 17");
  BOOST_TEST(error_of(with_date_time(sample::joined({{0x09, 0x0b}, time_bytes})))
                 .starts_with("no date-time: "));
}

BOOST_AUTO_TEST_CASE(another_llc_header_is_refused) {
  for (std::size_t position = 0; position < 3; ++position) {
    Bytes information = with_date_time({0x00});
    information[position] ^= 0x01;
    BOOST_TEST(error_of(information).starts_with("no LLC header: e6 e7 00 expected, "), position);
    BOOST_TEST(error_of(information).ends_with(" at 9"), position);
  }
}

BOOST_AUTO_TEST_CASE(another_apdu_is_refused_by_its_tag) {
  Bytes information = with_date_time({0x00});
  information[3] = 0xc4;
  BOOST_TEST(error_of(information) == "no data-notification: 0f expected, c4 found at 12");
}

BOOST_AUTO_TEST_CASE(a_ciphered_apdu_is_told_from_another_one) {
  Bytes information = with_date_time({0x00});
  information[3] = 0xdb;
  BOOST_TEST(error_of(information) ==
             "ciphered (db), so it takes a program that has the key at 12");
}

BOOST_AUTO_TEST_CASE(every_truncation_is_an_error_at_or_before_the_end) {
  const Bytes information = with_date_time(sample::joined({{0x09, 0x0c}, time_bytes}));
  for (std::size_t size = 0; size < information.size(); ++size) {
    const auto result = kaifa::apdu::decode(kaifa::Bytes(information).first(size), start);
    BOOST_REQUIRE_MESSAGE(!result, "cut after " << size);
    BOOST_TEST(result.error().offset <= start + size, size);
    BOOST_TEST(result.error().message.find(" expected, ") != std::string::npos, size);
  }
}

BOOST_AUTO_TEST_CASE(bytes_behind_the_body_are_refused) {
  Bytes information = with_date_time({0x00});
  const std::size_t end = start + information.size();
  information.insert(information.end(), {0x00, 0x01, 0x02});
  BOOST_TEST(error_of(information) ==
             "3 bytes left over behind the list at " + std::to_string(end));
}

BOOST_AUTO_TEST_CASE(no_information_is_refused) {
  BOOST_TEST(error_of({}) == "3 more bytes expected, 0 left at 9");
}

BOOST_AUTO_TEST_SUITE_END()
