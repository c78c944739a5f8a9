#pragma once

#include "line_damage.h"
#include "reference_push.h"

#include <functional>

/// Damages ciphered pushes, and counts what a decoder makes of them.
namespace support {

struct PushTally {
  std::size_t pushes = 0;  ///< all that were damaged
  std::size_t right = 0;   ///< gave a reading that is as it was sent (the damage hit nothing)
  std::size_t wrong = 0;   ///< gave a reading with a value that was not sent
  std::size_t missing = 0; ///< gave a reading whose values were sent, but not all that were
  std::size_t lost = 0;    ///< cost the undamaged push behind them
};

using PushDecoder =
    std::function<std::vector<reference::Row>(std::span<const std::uint8_t> stream)>;

/// The key of all pushes of the trials.
[[nodiscard]] simulator::AesKey trial_key();

/// Damages `count` pushes of the three layouts with random values, each before a good one. Gives a
/// tally for each decoder. The same arguments damage the same pushes in the same way.
[[nodiscard]] std::vector<PushTally> try_damage(LineDamage damage, Parity parity, std::size_t count,
                                                const std::vector<PushDecoder>& decoders);

} // namespace support
