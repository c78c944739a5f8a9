#pragma once

#include "frame.h"

#include <cstdint>
#include <random>

namespace simulator {

/// Probabilities per frame.
struct DamageRates {
  double noise = 0; ///< random bytes precede the frame
  double drop = 0;  ///< the frame loses a byte
  double cut = 0;   ///< the frame breaks off
};

/// What a cheap adapter does to frames. The same seed and frames give the same damage.
class Damage {
public:
  Damage(DamageRates rates, std::uint64_t seed);

  struct Sent {
    Bytes bytes;
    bool cut; ///< the next frame follows at once
  };

  Sent apply(Bytes frame);

private:
  bool happens(double rate);
  std::size_t below(std::size_t bound);
  Bytes noise();

  DamageRates rates_;
  std::mt19937_64 generator_;
  bool cut_before_ = false;
};

} // namespace simulator
