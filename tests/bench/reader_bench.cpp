// Frames of all layouts to readings, and on to the exposition format, in memory; beside these, the
// least that any reader has to do: one pass of the checksum over the same bytes, a byte at a time.

#include "meter/reader.h"
#include "output/exposition.h"
#include "properties/count_allocations.h"
#include "support/sample_frames.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace {

struct Stream {
  simulator::Bytes bytes;
  std::size_t frames = 0;
};

const Stream& stream() {
  static const Stream stream = [] {
    constexpr std::size_t enough = 1 << 20;
    const auto frames = sample::every_frame();
    Stream made;
    while (made.bytes.size() < enough)
      for (const sample::Frame& frame : frames) {
        std::ranges::copy(frame.bytes, std::back_inserter(made.bytes));
        ++made.frames;
      }
    return made;
  }();
  return stream;
}

std::uint16_t crc16_byte_by_byte(kaifa::Bytes bytes) {
  static const auto table = [] {
    std::array<std::uint16_t, 256> remainders{};
    for (unsigned byte = 0; byte < remainders.size(); ++byte) {
      unsigned remainder = byte;
      for (int bit = 0; bit < 8; ++bit)
        remainder = remainder & 1 ? remainder >> 1 ^ 0x8408U : remainder >> 1;
      remainders[byte] = static_cast<std::uint16_t>(remainder);
    }
    return remainders;
  }();
  unsigned remainder = 0xffff;
  for (const std::uint8_t byte : bytes)
    remainder = remainder >> 8 ^ table[(remainder ^ byte) & 0xff];
  return static_cast<std::uint16_t>(~remainder);
}

/// Gives each benchmark the same columns, as CSV needs.
void report(benchmark::State& state, double allocations_per_frame) {
  state.SetBytesProcessed(state.iterations() * std::ssize(stream().bytes));
  state.counters["allocations"] = allocations_per_frame;
}

/// Passes every reading of the stream to `use`.
void read_all(benchmark::State& state, const auto& use) {
  kaifa::Reader reader;
  std::size_t frames = 0;
  std::size_t allocations = 0;
  for (auto _ : state) {
    kaifa::Bytes bytes = stream().bytes;
    const std::size_t allocations_before = count_of_allocations();
    while (const auto event = reader.next(bytes))
      if (const auto* reception = std::get_if<kaifa::Reception>(&*event)) {
        use(*reception, reader.statistics());
        ++frames;
      }
    allocations += count_of_allocations() - allocations_before;
  }
  if (frames != static_cast<std::size_t>(state.iterations()) * stream().frames)
    state.SkipWithError("not every frame was read");
  report(state, static_cast<double>(allocations) / static_cast<double>(frames));
}

void checksum(benchmark::State& state) {
  for (auto _ : state)
    benchmark::DoNotOptimize(crc16_byte_by_byte(stream().bytes));
  report(state, 0);
}
BENCHMARK(checksum);

void readings(benchmark::State& state) {
  read_all(state, [](const kaifa::Reception& reception, const kaifa::Statistics&) {
    benchmark::DoNotOptimize(&reception.reading);
  });
}
BENCHMARK(readings);

void exposition(benchmark::State& state) {
  const kaifa::CommonLabels labels;
  read_all(state, [&](const kaifa::Reception& reception, const kaifa::Statistics& statistics) {
    const kaifa::Readout readout = {.reading = reception.reading,
                                    .statistics = statistics,
                                    .frame = reception.frame.bytes,
                                    .labels = labels,
                                    .meter_clock = {},
                                    .energy_clock = {},
                                    .received_ms = 1'709'208'010'123,
                                    .duration_ms = 4'567};
    benchmark::DoNotOptimize(kaifa::exposition(readout));
  });
}
BENCHMARK(exposition);

} // namespace

BENCHMARK_MAIN();
