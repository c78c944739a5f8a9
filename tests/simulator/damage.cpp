#include "damage.h"

#include <utility>

namespace simulator {

namespace {

constexpr std::size_t max_noise_size = 16;
constexpr double line_end_rate = 0.25;

} // namespace

Damage::Damage(DamageRates rates, std::uint64_t seed) : rates_(rates), generator_(seed) {}

Damage::Sent Damage::apply(Bytes frame) {
  const Bytes before = !cut_before_ && happens(rates_.noise) ? noise() : Bytes();
  if (happens(rates_.drop))
    frame.erase(frame.begin() + static_cast<std::ptrdiff_t>(below(frame.size())));
  cut_before_ = happens(rates_.cut);
  if (cut_before_)
    frame.resize(1 + below(frame.size() - 1));
  frame.insert(frame.begin(), before.begin(), before.end());
  return {std::move(frame), cut_before_};
}

bool Damage::happens(double rate) {
  return std::uniform_real_distribution(0.0, 1.0)(generator_) < rate;
}

std::size_t Damage::below(std::size_t bound) {
  return std::uniform_int_distribution<std::size_t>(0, bound - 1)(generator_);
}

Bytes Damage::noise() {
  Bytes bytes;
  for (std::size_t size = 1 + below(max_noise_size); size > 0; --size) {
    if (happens(line_end_rate))
      bytes.insert(bytes.end(), {'\r', '\n'});
    else
      bytes.push_back(static_cast<std::uint8_t>(below(0x100)));
  }
  return bytes;
}

} // namespace simulator
