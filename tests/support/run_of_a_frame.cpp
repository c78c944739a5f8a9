#include "run_of_a_frame.h"

#include <boost/test/unit_test.hpp>

kaifa::Readout readout_of(const kaifa::Reception& reception, const kaifa::Statistics& statistics,
                          const kaifa::CommonLabels& labels) {
  return {.reading = reception.reading,
          .statistics = statistics,
          .frame = reception.frame.bytes,
          .labels = labels,
          .meter_clock = {},
          .energy_clock = {},
          .received_ms = 0,
          .duration_ms = 0};
}

RunOfAFrame::RunOfAFrame(sample::Bytes frame) : frame_(std::move(frame)) {
  kaifa::Bytes stream = frame_;
  const auto event = reader_.next(stream);
  BOOST_REQUIRE(event && std::holds_alternative<kaifa::Reception>(*event));
  reading_ = std::get<kaifa::Reception>(*event).reading;
  statistics_ = reader_.statistics();
}

kaifa::Readout RunOfAFrame::readout() const {
  constexpr std::int64_t clock_s = 1692126605;
  const auto clock_of = [](const std::optional<kaifa::cosem::DateTime>& shown) {
    return shown ? std::optional(kaifa::Clock{*shown, clock_s}) : std::nullopt;
  };
  return {.reading = reading_,
          .statistics = statistics_,
          .frame = frame_,
          .labels = labels_,
          .meter_clock = clock_of(reading_.frame_time ? reading_.frame_time : reading_.clock),
          .energy_clock = clock_of(reading_.clock),
          .received_ms = clock_s * 1000 + 1250,
          .duration_ms = 2005};
}
