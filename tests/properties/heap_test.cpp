#include "count_allocations.h"

#if KAIFA_COUNTS_ALLOCATIONS

#include "meter/reader.h"

#include "simulator/austria.h"
#include "support/sample_frames.h"

#include <boost/test/unit_test.hpp>

#include <memory>

BOOST_AUTO_TEST_SUITE(heap)

BOOST_AUTO_TEST_CASE(allocations_are_counted) {
  const std::size_t before = count_of_allocations();
  const auto number = std::make_unique<int>(1);
  BOOST_TEST(count_of_allocations() == before + 1);
}

BOOST_AUTO_TEST_CASE(decoding_a_good_frame_allocates_nothing) {
  std::vector<sample::Bytes> frames;
  for (const sample::Frame& frame : sample::every_frame())
    frames.push_back(frame.bytes);
  const sample::Bytes bytes = sample::joined(frames);

  const std::size_t before = count_of_allocations();
  kaifa::Reader reader;
  std::size_t receptions = 0;
  for (kaifa::Bytes stream = bytes; const auto event = reader.next(stream);)
    receptions += std::holds_alternative<kaifa::Reception>(*event) ? 1U : 0U;
  for (kaifa::Bytes rest = bytes; !rest.empty(); rest = rest.subspan(1))
    for (kaifa::Bytes stream = rest.first(1); const auto event = reader.next(stream);)
      receptions += std::holds_alternative<kaifa::Reception>(*event) ? 1U : 0U;
  const std::size_t after = count_of_allocations();

  BOOST_TEST(receptions == 2 * frames.size());
  BOOST_TEST(after - before == 0U);
}

BOOST_AUTO_TEST_CASE(decoding_a_good_push_allocates_nothing) {
  const simulator::Ciphering ciphering{};
  const kaifa::ciphering::Key key{std::span(ciphering.key)};
  sample::Bytes bytes;
  simulator::Measurement measurement;
  measurement.meter_id = "181220000001";
  for (const auto& named : simulator::austrian_variants)
    for (const sample::Bytes& frame :
         simulator::austrian_push(named.variant, measurement, sample::time(), ciphering))
      bytes.insert(bytes.end(), frame.begin(), frame.end());

  const std::size_t before = count_of_allocations();
  kaifa::Reader reader(&key);
  std::size_t receptions = 0;
  for (kaifa::Bytes stream = bytes; const auto event = reader.next(stream);)
    receptions += std::holds_alternative<kaifa::Reception>(*event) ? 1U : 0U;
  const std::size_t after = count_of_allocations();

  BOOST_TEST(receptions == simulator::austrian_variants.size());
  BOOST_TEST(after - before == 0U);
}

BOOST_AUTO_TEST_SUITE_END()

#endif
