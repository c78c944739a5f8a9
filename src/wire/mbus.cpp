#include "mbus.h"

#include <fmt/format.h>

#include <numeric>

namespace kaifa::mbus {
namespace {

constexpr std::size_t header_size = 4;  // 68 L L 68
constexpr std::size_t address_size = 5; // C A CI STSAP DTSAP
constexpr std::uint8_t stop = 0x16;

/// Whether C, A, CI, STSAP and DTSAP are those of a push.
bool addresses_push(Bytes address) {
  constexpr std::uint8_t send_user_data = 0x53;
  constexpr std::uint8_t frame_count_bit = 0x20;
  constexpr std::uint8_t broadcast = 0xff;
  constexpr std::uint8_t unused_bits_of_ci = 0xe0;
  return (address[0] & ~frame_count_bit) == send_user_data && address[1] == broadcast &&
         (address[2] & unused_bits_of_ci) == 0 && address[3] == 0x01 && address[4] == 0x67;
}

/// Whether the bytes are 68 L L 68, or the beginning of that.
bool has_header(Bytes bytes) {
  return (bytes.size() < 3 || bytes[2] == bytes[1]) && (bytes.size() < 4 || bytes[3] == start);
}

} // namespace

Candidate examine(Bytes bytes, Notes* notes) {
  constexpr std::uint8_t number_mask = 0x0f;
  constexpr std::uint8_t last_bit = 0x10;
  using Verdict = Candidate::Verdict;

  Candidate candidate;
  Cursor cursor(bytes, 0, notes);
  const auto fault = [&](Reason reason) { candidate.damage(reason, cursor); };

  if (!has_header(bytes)) {
    candidate.verdict = Verdict::no_frame;
    return candidate;
  }
  const Bytes header = cursor.take(header_size);
  const std::size_t length = header.empty() ? address_size : header[1];
  cursor.note(0, [length] { return fmt::format("long frame, length {}", length); });
  if (length < address_size) {
    fault(Reason::length);
    return candidate;
  }
  const Bytes address = cursor.take(address_size);
  cursor.note(header_size, [address] {
    return fmt::format(
        "control {:02x}, address {:02x}, CI {:02x}: {}segment {}, from {:02x} to {:02x}",
        address[0], address[1], address[2], address[2] & last_bit ? "last " : "",
        address[2] & number_mask, address[3], address[4]);
  });
  if (!cursor.failed()) {
    candidate.segment = {address[2] & std::size_t{number_mask}, (address[2] & last_bit) != 0};
    candidate.apdu_offset = cursor.offset();
  }
  candidate.apdu_size = length - address_size;
  const Bytes segment = cursor.take(candidate.apdu_size, "segment of the message");
  const std::size_t checksum_offset = cursor.offset();
  const std::uint8_t checksum = cursor.take_byte();
  const unsigned sum = std::accumulate(address.begin(), address.end(), 0U) +
                       std::accumulate(segment.begin(), segment.end(), 0U);
  const bool sum_fits = checksum == (sum & 0xff);
  cursor.note(checksum_offset, [&] {
    return sum_fits ? "checksum: fits"
                    : fmt::format("checksum: does not fit, {:02x} would", sum & 0xff);
  });
  const bool stops = cursor.take_byte("stop byte") == stop;
  candidate.end(bytes, cursor);
  if (cursor.failed())
    return candidate;
  candidate.size = cursor.offset();
  if (!stops)
    fault(Reason::stop_byte);
  else if (!sum_fits)
    fault(Reason::sum);
  else if (!addresses_push(address))
    fault(Reason::no_push);
  return candidate;
}

} // namespace kaifa::mbus
