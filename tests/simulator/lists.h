#pragma once

#include "line.h"
#include "options.h"

#include <functional>
#include <span>

namespace simulator {

/// Sends bytes from a given time on, counted from the start of the meter's clock.
using Send = std::function<void(std::span<const std::uint8_t>, Duration)>;

/// Sends the lists of a meter in their slots, as many frames or pushes as the options say.
void send_lists(const Options& options, const Send& send);

} // namespace simulator
