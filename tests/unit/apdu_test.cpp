#include "wire/apdu.h"

#include "support/sample_frames.h"

#include <boost/test/unit_test.hpp>

namespace {

using sample::Bytes;

constexpr std::size_t start = 9; ///< position of the information field in a Norwegian frame

const Bytes time_bytes = simulator::date_time(sample::time(), -60);
const Bytes body = {0x02, 0x01, 0x06, 0x00, 0x00, 0x00, 0x2a};
constexpr std::size_t body_size = 7;

struct Decoded {
  std::optional<kaifa::cosem::DateTime> date_time;
  std::optional<kaifa::DecodeError> error;
  std::size_t body_offset;
};

Decoded decode(kaifa::Bytes information) {
  kaifa::Cursor cursor(information, start);
  kaifa::apdu::take_llc_header(cursor);
  const auto date_time = kaifa::apdu::take_data_notification(cursor);
  return {date_time, cursor.error(), cursor.offset()};
}

std::string error_of(const Bytes& information) {
  const auto error = decode(information).error;
  return error ? error->message() + " at " + std::to_string(error->offset) : "none";
}

Bytes with_date_time(const Bytes& date_time) {
  return simulator::data_notification(date_time, body);
}

} // namespace

BOOST_AUTO_TEST_SUITE(apdu)

BOOST_AUTO_TEST_CASE(the_body_follows_the_date_time) {
  const Bytes information = with_date_time(sample::joined({{0x09, 0x0c}, time_bytes}));
  const Decoded decoded = decode(information);
  BOOST_REQUIRE(!decoded.error);
  BOOST_TEST(decoded.date_time->year == 2023);
  BOOST_TEST(decoded.date_time->deviation_minutes == -60);
  BOOST_TEST(decoded.body_offset == start + information.size() - body_size);
}

BOOST_AUTO_TEST_CASE(the_date_time_may_lack_its_tag) {
  const Decoded decoded = decode(with_date_time(sample::joined({{0x0c}, time_bytes})));
  BOOST_REQUIRE(!decoded.error);
  BOOST_TEST(decoded.date_time->minute == 10);
  BOOST_TEST(decoded.body_offset == start + 8 + 1 + 12);
}

BOOST_AUTO_TEST_CASE(the_date_time_may_be_null) {
  const Decoded decoded = decode(with_date_time({0x00}));
  BOOST_REQUIRE(!decoded.error);
  BOOST_TEST(!decoded.date_time);
  BOOST_TEST(decoded.body_offset == start + 8 + 1);
}

BOOST_AUTO_TEST_CASE(the_next_layer_is_identified_by_its_tag) {
  namespace tag = kaifa::apdu::tag;
  const Bytes information = with_date_time({0x00});
  kaifa::Cursor cursor(information);
  BOOST_TEST(kaifa::apdu::is_next(tag::llc_header, cursor));
  BOOST_TEST(!kaifa::apdu::is_next(tag::data_notification, cursor));
  kaifa::apdu::take_llc_header(cursor);
  BOOST_TEST(kaifa::apdu::is_next(tag::data_notification, cursor));
  BOOST_TEST(!kaifa::apdu::is_next(tag::data_notification, kaifa::Cursor({})));
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

BOOST_AUTO_TEST_CASE(every_truncation_is_an_error_at_or_before_the_end) {
  const Bytes information = with_date_time(sample::joined({{0x09, 0x0c}, time_bytes}));
  for (std::size_t size = 0; size < information.size() - body_size; ++size) {
    const auto error = decode(kaifa::Bytes(information).first(size)).error;
    BOOST_REQUIRE_MESSAGE(error, "cut after " << size);
    BOOST_TEST(error->offset <= start + size, size);
    BOOST_TEST(error->message().find(" expected, ") != std::string::npos, size);
  }
}

BOOST_AUTO_TEST_CASE(no_information_is_refused) {
  BOOST_TEST(error_of({}) == "3 more bytes expected, 0 left at 9");
}

BOOST_AUTO_TEST_SUITE_END()
