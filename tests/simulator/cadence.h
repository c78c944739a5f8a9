#pragma once

#include "encoder.h"

#include <chrono>

namespace simulator {

/// The silence between the two frames of a push.
inline constexpr std::chrono::milliseconds gap_in_push(100);

/// The time from one list to the next.
std::chrono::seconds slot_length(Variant variant);

/// The first slot that does not begin before `time`.
std::chrono::local_seconds first_slot(Variant variant, std::chrono::local_seconds time);

/// The list that is sent in a slot: a longer list replaces a shorter one.
int list_in_slot(Variant variant, std::chrono::local_seconds slot);

} // namespace simulator
