#pragma once

#include "encoder.h"

#include <chrono>

namespace simulator {

/// Between the two frames of a push.
inline constexpr std::chrono::milliseconds gap_in_push(100);

std::chrono::seconds slot_length(Variant variant);

/// The first slot that does not begin before `time`.
std::chrono::local_seconds first_slot(Variant variant, std::chrono::local_seconds time);

/// A longer list takes the place of the shorter one in its slot.
int list_in_slot(Variant variant, std::chrono::local_seconds slot);

} // namespace simulator
