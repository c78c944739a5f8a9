#include "run_of_a_frame.h"

#include <boost/test/unit_test.hpp>

RunOfAFrame::RunOfAFrame(sample::Bytes frame) : frame_(std::move(frame)) {
  kaifa::Bytes stream = frame_;
  const auto event = reader_.next(stream);
  BOOST_REQUIRE(event && std::holds_alternative<kaifa::Reception>(*event));
  reading_ = std::get<kaifa::Reception>(*event).reading;
  statistics_ = reader_.statistics();
}

kaifa::Run RunOfAFrame::run() const {
  constexpr std::int64_t clock_s = 1692126605;
  return {.reading = reading_,
          .statistics = statistics_,
          .meter_clock_s =
              reading_.frame_time || reading_.clock ? std::optional(clock_s) : std::nullopt,
          .energy_clock_s = reading_.clock ? std::optional(clock_s) : std::nullopt,
          .received_ms = clock_s * 1000 + 1250,
          .duration_ms = 2005};
}
