#include "mbus.h"

#include "formatted.h"

#include <numeric>

namespace kaifa::mbus {
namespace {

constexpr std::size_t header_size = 4;  // 68 L L 68
constexpr std::size_t address_size = 5; // C A CI STSAP DTSAP
constexpr std::uint8_t stop = 0x16;
constexpr std::size_t ci_offset = header_size + 2;
constexpr std::uint8_t number_mask = 0x0f; // in the CI
constexpr std::uint8_t last_bit = 0x10;

/// Whether C and A are those of a push.
bool is_broadcast(Bytes address) {
  constexpr std::uint8_t send_user_data = 0x53;
  constexpr std::uint8_t frame_count_bit = 0x20;
  constexpr std::uint8_t broadcast = 0xff;
  return (address[0] & ~frame_count_bit) == send_user_data && address[1] == broadcast;
}

/// Whether C, A, CI, STSAP and DTSAP are those of a push.
bool addresses_push(Bytes address) {
  constexpr std::uint8_t unused_bits_of_ci = 0xe0;
  return is_broadcast(address) && (address[2] & unused_bits_of_ci) == 0 && address[3] == 0x01 &&
         address[4] == 0x67;
}

/// Whether the bytes are 68 L L 68, or the beginning of such a header.
bool has_header(Bytes bytes) {
  return (bytes.size() < 3 || bytes[2] == bytes[1]) && (bytes.size() < 4 || bytes[3] == start);
}

} // namespace

std::size_t declared_size(Bytes bytes) {
  return bytes[1] + around_length;
}

Examination examine(Bytes bytes, Notes* notes) {
  Examination examination;
  Cursor cursor(bytes, 0, notes);
  const auto fault = [&](Reason reason) { examination.damage(reason, cursor); };

  if (!has_header(bytes))
    return {.result = Examination::Result::no_frame};
  const Bytes header = cursor.take(header_size);
  const std::size_t length = header.empty() ? address_size : header[1];
  cursor.note(0, [length] { return formatted("long frame, length {}", length); });
  if (length < address_size) {
    fault(Reason::length);
    return examination;
  }
  const Bytes address = cursor.take(address_size);
  cursor.note(header_size, [address] {
    return formatted(
        "control {:02x}, address {:02x}, CI {:02x}: {}segment {}, from {:02x} to {:02x}",
        address[0], address[1], address[2], address[2] & last_bit ? "last " : "",
        address[2] & number_mask, address[3], address[4]);
  });
  if (!cursor.failed()) {
    examination.segment = {address[2] & std::size_t{number_mask}, (address[2] & last_bit) != 0};
    examination.apdu_offset = cursor.offset();
  }
  examination.apdu_size = length - address_size;
  (void)cursor.take(examination.apdu_size, "segment of the message");
  const std::size_t checksum_offset = cursor.offset();
  const std::uint8_t checksum = cursor.take_byte();
  const auto sum = [&] {
    const Bytes counted = bytes.subspan(header_size, length);
    return static_cast<std::uint8_t>(std::reduce(counted.begin(), counted.end(), 0U));
  };
  cursor.note(checksum_offset, [&] {
    return checksum == sum() ? "checksum: fits"
                             : formatted("checksum: does not fit, {:02x} would", sum());
  });
  const bool stops = cursor.take_byte("stop byte") == stop;
  examination.end(bytes, cursor);
  if (cursor.failed())
    return examination;
  if (!stops)
    fault(Reason::stop_byte);
  else if (checksum != sum())
    fault(Reason::sum);
  else if (!addresses_push(address))
    fault(Reason::no_push);
  return examination;
}

std::string part_that_came(Bytes frame) {
  if (frame.size() <= ci_offset || frame[0] != start)
    return "";
  return formatted("{} of the {} bytes of segment {}", frame.size(), declared_size(frame),
                   frame[ci_offset] & number_mask);
}

bool is_of_a_push(Bytes frame) {
  return frame.size() > ci_offset && frame[0] == start && is_broadcast(frame.subspan(header_size));
}

} // namespace kaifa::mbus
