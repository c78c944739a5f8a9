// Each reason for rejecting a frame, through every layer that reports it.
#include "formatted.h"
#include "output/dump.h"
#include "output/exposition.h"
#include "output/json.h"
#include "simulator/push.h"
#include "support/run_of_a_frame.h"
#include "support/samples.h"

#include <boost/test/unit_test.hpp>

namespace {

using kaifa::Reason;
using sample::Bytes;

const simulator::AesKey meter_key = {1};
const simulator::AesKey other_key = {2};

/// A list 2 with one byte changed.
Bytes changed(std::size_t at, std::uint8_t to) {
  Bytes frame = sample::frame(sample::Variant::norway_3_wire, 2).bytes;
  frame.at(at < frame.size() ? at : frame.size() - 1) = to;
  return frame;
}

/// The beginning of a frame that a list 2 can overtake.
Bytes cut_off() {
  Bytes frame = sample::frame(sample::Variant::sweden_tagged, 3).bytes;
  frame.resize(40);
  return frame;
}

Bytes push(const Bytes& plaintext, const simulator::Ciphering& ciphering) {
  return simulator::mbus_frame(0x10, simulator::general_glo_ciphering(plaintext, ciphering));
}
Bytes push() {
  return push(Bytes(40, 0x0f), {.key = meter_key});
}
Bytes with_byte(Bytes frame, std::size_t from_end, std::uint8_t to) {
  frame[frame.size() - from_end] = to;
  return frame;
}

/// A data-notification without an LLC header, whose list has one element that no list has.
Bytes unknown_list() {
  return {0x0f, 0, 0, 0, 0, 0x00, 0x02, 0x01, 0x09, 0x01, 0x55};
}

struct Provocation {
  Reason reason;
  Bytes bytes;
  bool with_key = true;
};

/// For each reason, bytes that are first rejected for it.
const std::vector<Provocation>& provocations() {
  constexpr std::uint8_t none = 0x00;
  static const std::vector<Provocation> all = {
      {Reason::segmented, changed(1, 0xa8)},
      {Reason::address, {0x7e, 0xa0, 0x20, 0x02, 0x02, 0x02, 0x02, 0x02}},
      {Reason::length, {0x7e, 0xa0, 0x09, 0x01, 0x02, 0x01, 0x10, none, none, none}},
      {Reason::hcs, changed(7, none)},
      {Reason::closing_flag, changed(SIZE_MAX, none)},
      {Reason::fcs, changed(50, 0x99)},
      {Reason::control, sample::with_control(sample::frame(sample::Variant::norway_3_wire, 2).bytes,
                                             sample::other_control)},
      {Reason::stop_byte, with_byte(push(), 1, none)},
      {Reason::sum, with_byte(push(), 3, none)},
      {Reason::no_push, {0x68, 0x05, 0x05, 0x68, 0x08, none, 0x72, 0x01, 0x67, 0xe2, 0x16}},
      {Reason::segment, sample::joined({simulator::mbus_frame(0x00, unknown_list()),
                                        simulator::mbus_frame(0x12, unknown_list())})},
      {Reason::cut_off, cut_off()},
      {Reason::other_maker,
       push({}, {.key = meter_key, .system_title = {'S', 'A', 'G', 1, 2, 3, 4, 5}})},
      {Reason::ciphered, push(), false},
      {Reason::authenticated, push({}, {.key = meter_key, .security_control = 0x30})},
      {Reason::key, push(unknown_list(), {.key = other_key})},
      {Reason::apdu, simulator::hdlc_frame(Bytes{0xe6, 0xe7, 0x00, 0x0e})},
      {Reason::list, push(unknown_list(), {.key = meter_key})},
  };
  return all;
}

} // namespace

BOOST_AUTO_TEST_SUITE(reasons)

BOOST_AUTO_TEST_CASE(there_is_a_provocation_of_each) {
  BOOST_REQUIRE(provocations().size() == kaifa::reason_texts.size());
  for (std::size_t i = 0; i < provocations().size(); ++i)
    BOOST_TEST((provocations()[i].reason == static_cast<Reason>(i)), kaifa::reason_texts[i].name);
}

BOOST_AUTO_TEST_CASE(each_is_reported_alike_by_reader_metrics_json_and_dump) {
  const kaifa::ciphering::Key key{std::span(meter_key)};
  const Bytes good = sample::frame(sample::Variant::norway_4_wire, 2).bytes;
  for (const auto& [reason, bytes, with_key] : provocations()) {
    const kaifa::ReasonText& text = kaifa::text_of(reason);
    BOOST_TEST_CONTEXT(text.name) {
      const kaifa::ciphering::Key* const given = with_key ? &key : nullptr;
      kaifa::Reader reader(given);
      const Bytes both = sample::joined({bytes, good});
      kaifa::Bytes stream = both;
      auto event = reader.next(stream);
      BOOST_REQUIRE((event && std::holds_alternative<kaifa::Rejection>(*event)));
      const auto& rejection = std::get<kaifa::Rejection>(*event);
      BOOST_TEST(kaifa::text_of(rejection.reason).name == text.name);
      BOOST_TEST(rejection.offset == 0U);
      BOOST_TEST(rejection.error.has_value() ==
                 (reason >= Reason::other_maker || reason == Reason::segment ||
                  reason == Reason::control));
      BOOST_TEST(rejection.why().starts_with(rejection.error ? rejection.error->message()
                                                             : std::string(text.meaning)));

      // A dump of what was rejected ends with the reason; for a frame that was cut off, with what
      // is missing.
      const std::string dump = kaifa::dump(rejection.bytes, given);
      if (reason != Reason::segment && reason != Reason::cut_off)
        BOOST_TEST((dump.find(rejection.error ? rejection.error->message()
                                              : std::string(text.meaning)) != std::string::npos),
                   dump);

      do
        event = reader.next(stream);
      while (event && std::holds_alternative<kaifa::Rejection>(*event));
      BOOST_REQUIRE(event);
      const auto& reception = std::get<kaifa::Reception>(*event);
      BOOST_TEST(reader.statistics().rejected(reason) >= 1U);
      const kaifa::CommonLabels labels;
      const kaifa::Readout readout = readout_of(reception, reader.statistics(), labels);
      const auto samples = support::parse_samples(kaifa::exposition(readout));
      const std::string json = kaifa::json(readout);
      for (std::size_t i = 0; i < kaifa::reason_texts.size(); ++i) {
        const std::string_view name = kaifa::reason_texts[i].name;
        const std::string count =
            std::to_string(reader.statistics().rejected(static_cast<Reason>(i)));
        BOOST_TEST(samples.at(kaifa::formatted("kaifa_read_rejected_frames{{reason=\"{}\"}}",
                                               name)) == count);
        const bool in_json =
            json.find(kaifa::formatted("\"{}\": {}", name, count)) != std::string::npos;
        BOOST_TEST((in_json || count == "0"), name << " in " << json);
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
