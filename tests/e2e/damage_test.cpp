#include "support/reading.h"
#include "support/sample_frames.h"

#include <boost/test/unit_test.hpp>

namespace {

using namespace support;
using sample::joined;

/// What the program reads from this stream is what the reference decoder finds in it.
void check_read(const simulator::Bytes& stream, int list) {
  check_says(read_input(stream, list), said_in(stream, list));
}

} // namespace

BOOST_AUTO_TEST_SUITE(damage)

BOOST_AUTO_TEST_CASE(flags_inside_a_frame_do_not_end_it) {
  auto measurement = distinct_measurement();
  measurement.active_power_import_w = 0x7e7ea07e;
  measurement.reactive_power_import_var = 0x7ea0297e;
  measurement.current_ma = {0x7e, 0x7ea0, 0x7d7e};
  const auto stream = simulator::list_frame(simulator::Variant::norway_3_wire, 3, measurement,
                                            *simulator::parse_local_time("2024-02-29T13:00:10"));
  check_read(stream, 3);
}

BOOST_AUTO_TEST_CASE(a_good_frame_right_behind_a_cut_off_one_is_read) {
  const auto whole = frame(2);
  for (std::size_t size = 1; size < whole.size(); size += 7)
    check_read(joined({{whole.begin(), whole.begin() + static_cast<long>(size)}, whole}), 2);
}

BOOST_AUTO_TEST_CASE(two_frames_may_share_a_flag) {
  auto first = frame(1);
  first.pop_back();
  check_read(joined({first, frame(2)}), 2);
}

BOOST_AUTO_TEST_CASE(noise_before_a_frame_is_counted_and_does_no_harm) {
  const simulator::Bytes noise = {0x00, 0x7e, 0xff, '\r', '\n', 0x7e, 0xa0, 0x11};
  const Outcome outcome = read_input(joined({noise, frame(2)}), 2);
  check_same(said(outcome), said_in(frame(2)));
  const Samples samples = parse_samples(outcome.out);
  BOOST_TEST(samples.at("kaifa_read_discarded_bytes") == std::to_string(noise.size()));
}

BOOST_AUTO_TEST_CASE(rejected_frames_are_counted_by_reason) {
  auto damaged = frame(2);
  damaged[40] ^= 1;
  const Outcome outcome = read_input(joined({damaged, damaged, frame(2)}), 2);
  check_same(said(outcome), said_in(frame(2)));
  const Samples samples = parse_samples(outcome.out);
  BOOST_TEST(samples.at("kaifa_read_rejected_frames{reason=\"fcs\"}") == "2");
  BOOST_TEST(samples.at("kaifa_read_rejected_frames{reason=\"hcs\"}") == "0");
  BOOST_TEST(samples.at("kaifa_read_discarded_bytes") == std::to_string(2 * damaged.size()));
}

BOOST_AUTO_TEST_CASE(a_bad_adapter_only_delays_the_reading) {
  const Simulator simulator(
      {"--hurry", "--noise", "0.5", "--drop", "0.3", "--cut", "0.3", "--seed", "7"});
  const Samples samples = said(run(exporter({"--device", simulator.port(), "--stdout"})));
  BOOST_TEST(samples.contains("kaifa_current_amperes{phase=\"L3\"}"));
}

BOOST_AUTO_TEST_SUITE_END()
