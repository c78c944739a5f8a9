// Frames of all plain layouts to readings, and on to the exposition format, in memory; the pushes
// of all ciphered layouts to readings; and the least that any reader has to do: one pass of the
// checksum over the bytes of the plain frames, a byte at a time.

#include "meter/reader.h"
#include "output/exposition.h"
#include "properties/count_allocations.h"
#include "simulator/austria.h"
#include "support/sample_frames.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace {

struct Stream {
  simulator::Bytes bytes;
  std::size_t readings = 0;
};

/// Each of `messages` gives a reading; all of them again and again, for a MiB.
Stream repeated(const std::vector<simulator::Bytes>& messages) {
  constexpr std::size_t enough = 1 << 20;
  const simulator::Bytes all = sample::joined(messages);
  Stream made;
  while (made.bytes.size() < enough) {
    std::ranges::copy(all, std::back_inserter(made.bytes));
    made.readings += messages.size();
  }
  return made;
}

const Stream& plain_frames() {
  static const Stream stream = [] {
    std::vector<simulator::Bytes> messages;
    for (const sample::Frame& frame : sample::every_frame())
      messages.push_back(frame.bytes);
    return repeated(messages);
  }();
  return stream;
}

constexpr simulator::AesKey key_bytes = {0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77,
                                         0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff};

const Stream& pushes() {
  using simulator::Variant;
  static const Stream stream = [] {
    std::vector<simulator::Bytes> messages;
    for (const Variant variant : {Variant::austria_netz_noe, Variant::austria_ksm_west,
                                  Variant::austria_ksm_west_single_phase})
      messages.push_back(sample::joined(simulator::austrian_push(
          variant, sample::measurement_of(variant), sample::time(), {.key = key_bytes})));
    return repeated(messages);
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
void report(benchmark::State& state, const Stream& stream, double allocations_per_reading) {
  state.SetBytesProcessed(state.iterations() * std::ssize(stream.bytes));
  state.counters["allocations"] = allocations_per_reading;
}

/// Hands every reading of `stream` to `use`.
void read_all(benchmark::State& state, const Stream& stream, const kaifa::ciphering::Key* key,
              const auto& use) {
  kaifa::Reader reader(key);
  std::size_t readings = 0;
  std::size_t allocations = 0;
  for (auto _ : state) {
    kaifa::Bytes bytes = stream.bytes;
    const std::size_t allocations_before = count_of_allocations();
    while (const auto event = reader.next(bytes))
      if (const auto* reception = std::get_if<kaifa::Reception>(&*event)) {
        use(*reception, reader.statistics());
        ++readings;
      }
    allocations += count_of_allocations() - allocations_before;
  }
  if (readings != static_cast<std::size_t>(state.iterations()) * stream.readings)
    state.SkipWithError("not every message was read");
  report(state, stream, static_cast<double>(allocations) / static_cast<double>(readings));
}

void checksum(benchmark::State& state) {
  for (auto _ : state)
    benchmark::DoNotOptimize(crc16_byte_by_byte(plain_frames().bytes));
  report(state, plain_frames(), 0);
}
BENCHMARK(checksum);

void keep(const kaifa::Reception& reception, const kaifa::Statistics&) {
  benchmark::DoNotOptimize(&reception.reading);
}

void readings(benchmark::State& state) {
  read_all(state, plain_frames(), nullptr, keep);
}
BENCHMARK(readings);

void readings_of_pushes(benchmark::State& state) {
  const kaifa::ciphering::Key key{std::span(key_bytes)};
  read_all(state, pushes(), &key, keep);
}
BENCHMARK(readings_of_pushes);

void exposition(benchmark::State& state) {
  const kaifa::CommonLabels labels;
  const auto write = [&](const kaifa::Reception& reception, const kaifa::Statistics& statistics) {
    const kaifa::Readout readout = {.reading = reception.reading,
                                    .statistics = statistics,
                                    .frame = reception.frame.bytes,
                                    .labels = labels,
                                    .meter_clock = {},
                                    .energy_clock = {},
                                    .received_ms = 1'709'208'010'123,
                                    .duration_ms = 4'567};
    benchmark::DoNotOptimize(kaifa::exposition(readout));
  };
  read_all(state, plain_frames(), nullptr, write);
}
BENCHMARK(exposition);

} // namespace

BENCHMARK_MAIN();
