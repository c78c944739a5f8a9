#include "push_trial.h"

#include "simulator/austria.h"

#include <algorithm>

namespace support {
namespace {

using reference::Row;

/// Values as in a house, different in each push.
class Meter {
public:
  explicit Meter(std::uint64_t seed) : random_(seed) {}

  std::mt19937_64& random() { return random_; }

  Bytes push(simulator::Variant variant) {
    simulator::Measurement measurement;
    measurement.meter_id = std::to_string(below(900'000'000'000) + 100'000'000'000);
    measurement.active_power_import_w = number(12'000);
    measurement.active_power_export_w = number(8'000);
    for (std::size_t i = 0; i < 3; ++i) {
      measurement.current_ma[i] = 10 * number(3'000);
      measurement.voltage_dv[i] = 2'200 + number(200);
    }
    measurement.active_energy_import_wh = below(100'000'000);
    measurement.active_energy_export_wh = below(50'000'000);
    measurement.reactive_energy_import_varh = below(1'000'000);
    measurement.reactive_energy_export_varh = below(20'000'000);
    measurement.power_factor_per_mille = number(1001);
    const auto time = std::chrono::local_days(std::chrono::year(2024) / 1 / 1) +
                      std::chrono::seconds(below(366 * 86'400));
    const auto frames = simulator::austrian_push(
        variant, measurement, simulator::to_local_time(time),
        {.key = trial_key(), .frame_counter = static_cast<std::uint32_t>(random_())});
    Bytes bytes;
    for (const Bytes& frame : frames)
      bytes.insert(bytes.end(), frame.begin(), frame.end());
    return bytes;
  }

private:
  std::uint64_t below(std::uint64_t bound) {
    return std::uniform_int_distribution<std::uint64_t>(0, bound - 1)(random_);
  }
  std::uint32_t number(std::uint32_t bound) { return static_cast<std::uint32_t>(below(bound)); }

  std::mt19937_64 random_;
};

enum class Likeness { same, less, other };

Likeness likeness(const Row& row, const Row& sent) {
  Likeness likeness = Likeness::same;
  for (const auto& [column, value] : sent) {
    if (column == "frame" || column == "elements" || row.at(column) == value)
      continue;
    if (!row.at(column).empty())
      return Likeness::other;
    likeness = Likeness::less;
  }
  return likeness;
}

void count_in(PushTally& tally, const std::vector<Row>& rows, const Row& first, const Row& second) {
  bool second_came = false;
  for (const Row& row : rows) {
    if (likeness(row, second) == Likeness::same) {
      second_came = true;
      continue;
    }
    const Likeness to_first = likeness(row, first);
    ++(to_first == Likeness::same   ? tally.right
       : to_first == Likeness::less ? tally.missing
                                    : tally.wrong);
  }
  ++tally.pushes;
  tally.lost += second_came ? 0 : 1;
}

} // namespace

simulator::AesKey trial_key() {
  simulator::AesKey key{};
  for (std::size_t i = 0; i < key.size(); ++i)
    key[i] = static_cast<std::uint8_t>(0x10 * i + 7);
  return key;
}

std::vector<PushTally> try_damage(LineDamage damage, Parity parity, std::size_t count,
                                  const std::vector<PushDecoder>& decoders) {
  std::vector<PushTally> tallies(decoders.size());
  Meter meter(1);
  for (std::size_t i = 0; i < count; ++i) {
    const simulator::Variant variant =
        simulator::austrian_variants.at(i % simulator::austrian_variants.size()).variant;
    const Bytes first = meter.push(variant);
    const Bytes second = meter.push(variant);
    Bytes stream = damaged(first, damage, parity, meter.random());
    stream.insert(stream.end(), second.begin(), second.end());
    const Row first_row = reference::decode_pushes(first, trial_key()).at(0);
    const Row second_row = reference::decode_pushes(second, trial_key()).at(0);
    for (std::size_t decoder = 0; decoder < decoders.size(); ++decoder)
      count_in(tallies[decoder], decoders[decoder](stream), first_row, second_row);
  }
  return tallies;
}

} // namespace support
