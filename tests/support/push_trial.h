#pragma once

#include "line_damage.h"
#include "reference_push.h"

#include <functional>

/// Damages ciphered pushes, and counts what a decoder makes of them.
namespace support {

struct PushTally {
  std::size_t pushes = 0;  ///< all damaged pushes
  std::size_t right = 0;   ///< yielded the reading that was sent (the damage hit nothing)
  std::size_t wrong = 0;   ///< yielded a reading with a value that was not sent
  std::size_t missing = 0; ///< yielded a reading with only some of the values that were sent
  std::size_t lost = 0;    ///< cost the undamaged push after them
};

using PushDecoder =
    std::function<std::vector<reference::Row>(std::span<const std::uint8_t> stream)>;

/// The key of all pushes of the trials.
[[nodiscard]] simulator::AesKey trial_key();

/// Damages `count` pushes of the three layouts with random values, each before a good one. Returns
/// a tally for each decoder. The same arguments damage the same pushes in the same way.
[[nodiscard]] std::vector<PushTally> try_damage(LineDamage damage, Parity parity, std::size_t count,
                                                const std::vector<PushDecoder>& decoders);

} // namespace support
