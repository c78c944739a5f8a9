#pragma once

#include "formatted.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

/// What both second decoders need. They share no code with the real one.
namespace reference {

using View = std::span<const std::uint8_t>;

/// Thrown if the bytes are no list that is read.
struct NotValid {};

inline void require(bool condition) {
  if (!condition)
    throw NotValid{};
}

class Reader {
public:
  explicit Reader(View bytes) : rest_(bytes) {}

  bool at_end() const { return rest_.empty(); }
  std::size_t left() const { return rest_.size(); }

  View take(std::size_t count) {
    require(count <= rest_.size());
    const View taken = rest_.first(count);
    rest_ = rest_.subspan(count);
    return taken;
  }

  std::uint64_t big_endian(std::size_t size) {
    std::uint64_t value = 0;
    for (const std::uint8_t byte : take(size))
      value = value * 256 + byte;
    return value;
  }

  std::size_t length() {
    const std::uint64_t first = big_endian(1);
    if (first < 0x80)
      return static_cast<std::size_t>(first);
    require(first == 0x81 || first == 0x82);
    return static_cast<std::size_t>(big_endian(static_cast<std::size_t>(first - 0x80)));
  }

private:
  View rest_;
};

/// The date and time of 12 bytes; empty if the meter leaves a part unspecified. With `must_exist`,
/// a date or time that no calendar or clock has is NotValid; the decoder of pushes accepts any.
inline std::string date_time(View bytes, bool must_exist) {
  require(bytes.size() == 12);
  Reader reader(bytes);
  const auto year = static_cast<int>(reader.big_endian(2));
  const auto month = static_cast<unsigned>(reader.big_endian(1));
  const auto day = static_cast<unsigned>(reader.big_endian(1));
  const auto day_of_week = reader.big_endian(1);
  const auto hour = reader.big_endian(1);
  const auto minute = reader.big_endian(1);
  const auto second = reader.big_endian(1);
  const auto hundredths = reader.big_endian(1);
  const auto deviation = static_cast<std::int16_t>(reader.big_endian(2));

  constexpr unsigned unspecified = 0xff;
  if (year == 0xffff || month == unspecified || day == unspecified || hour == unspecified ||
      minute == unspecified || second == unspecified)
    return "";

  if (must_exist) {
    using std::chrono::year_month_day;
    require(
        year_month_day(std::chrono::year(year), std::chrono::month(month), std::chrono::day(day))
            .ok());
    require((day_of_week >= 1 && day_of_week <= 7) || day_of_week == unspecified);
    require(hour < 24 && minute < 60 && second < 60);
    require(hundredths < 100 || hundredths == unspecified);
  }

  std::string text = kaifa::formatted("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", year, month, day, hour,
                                      minute, second);
  if (deviation != -0x8000)
    text += kaifa::formatted(" deviation {}", deviation);
  return text;
}

/// Of candidates in a stream that overlap, the one that ends first counts; if they end together,
/// the longest. `begin` and `end` are members; what begins at the end of another does not overlap
/// it.
template <typename Frame>
std::vector<Frame> first_to_end(std::vector<Frame> candidates) {
  std::ranges::stable_sort(candidates, {}, &Frame::end);
  std::vector<Frame> frames;
  for (const Frame& candidate : candidates)
    if (frames.empty() || candidate.begin >= frames.back().end)
      frames.push_back(candidate);
  return frames;
}

} // namespace reference
