#include "cadence.h"

namespace simulator {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::seconds list_2_interval = 10s;
constexpr std::chrono::seconds list_3_after_full_hour = 10s;

} // namespace

std::chrono::seconds slot_length(Variant variant) {
  if (is_austrian(variant))
    return 5s;
  return is_swedish(variant) ? 15s : 2s;
}

std::chrono::local_seconds first_slot(Variant variant, std::chrono::local_seconds time) {
  const auto minute = std::chrono::floor<std::chrono::minutes>(time);
  auto slot = std::chrono::local_seconds(minute);
  while (slot < time)
    slot += slot_length(variant);
  return slot;
}

int list_in_slot(Variant variant, std::chrono::local_seconds slot) {
  const std::chrono::seconds in_hour = slot - std::chrono::floor<std::chrono::hours>(slot);
  if (is_swedish(variant) || is_austrian(variant) || in_hour == list_3_after_full_hour)
    return 3;
  return in_hour % list_2_interval == 0s ? 2 : 1;
}

} // namespace simulator
