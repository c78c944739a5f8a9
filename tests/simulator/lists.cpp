#include "lists.h"

#include "austria.h"
#include "cadence.h"
#include "household.h"

#include <limits>

namespace simulator {
namespace {

Duration duration_of(const Bytes& bytes) {
  return byte_duration * static_cast<double>(bytes.size());
}

std::vector<Bytes> frames_in_slot(const Options& options, std::chrono::local_seconds slot,
                                  const Measurement& measurement, std::int64_t number) {
  if (!is_austrian(options.variant))
    return {list_frame(options.variant, list_in_slot(options.variant, slot), measurement,
                       to_local_time(slot))};
  const Ciphering ciphering{.key = options.key,
                            .frame_counter = static_cast<std::uint32_t>(number)};
  return austrian_push(options.variant, measurement, to_local_time(slot), ciphering);
}

} // namespace

void send_lists(const Options& options, const Send& send) {
  const std::chrono::local_seconds start = to_seconds(options.clock);
  const std::chrono::seconds slot_step = slot_length(options.variant);
  Household household(options.variant, options.meter_id, options.seed, start);
  Damage damage(options.damage, options.seed);

  const auto frames = options.frames.value_or(std::numeric_limits<std::int64_t>::max());
  auto slot = first_slot(options.variant, start);
  for (std::int64_t sent = 0; sent < frames; ++sent, slot += slot_step) {
    household.advance_to(slot);
    const auto list = frames_in_slot(options, slot, household.measurement(), sent);
    Duration begin = slot - start;
    for (const Bytes& whole : list) {
      const Duration next = &whole == &list.back()
                                ? Duration(slot + slot_step - start)
                                : begin + duration_of(whole) + Duration(gap_in_push);
      const Damage::Sent frame = damage.apply(whole);
      send(frame.bytes, frame.cut ? next - duration_of(frame.bytes) : begin);
      begin = next;
    }
  }
}

} // namespace simulator
