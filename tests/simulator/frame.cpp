#include "frame.h"

#include <algorithm>
#include <iterator>
#include <stdexcept>

namespace simulator {

namespace {

constexpr std::uint8_t flag = 0x7e;
constexpr std::uint8_t control = 0x10;
constexpr std::size_t format_size = 2;
constexpr std::size_t check_size = 2;
constexpr std::size_t max_length = 0x7ff;
constexpr unsigned format_type_3 = 0xa000;

void append(Bytes& to, std::span<const std::uint8_t> bytes) {
  std::ranges::copy(bytes, std::back_inserter(to));
}

void append_big_endian(Bytes& to, std::uint64_t value, unsigned size) {
  for (unsigned i = size; i-- > 0;)
    to.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

void append_length(Bytes& to, std::size_t length) {
  if (length < 0x80)
    return append_big_endian(to, length, 1);
  const unsigned size = length > 0xff ? 2 : 1;
  to.push_back(static_cast<std::uint8_t>(0x80 | size));
  append_big_endian(to, length, size);
}

void append_check(Bytes& to) {
  const std::uint16_t check = crc16_x25(to);
  to.push_back(static_cast<std::uint8_t>(check & 0xff));
  to.push_back(static_cast<std::uint8_t>(check >> 8));
}

} // namespace

std::uint16_t crc16_x25(std::span<const std::uint8_t> bytes) {
  unsigned remainder = 0xffff;
  for (const std::uint8_t byte : bytes) {
    remainder ^= byte;
    for (int bit = 0; bit < 8; ++bit)
      remainder = (remainder & 1) != 0 ? (remainder >> 1) ^ 0x8408 : remainder >> 1;
  }
  return static_cast<std::uint16_t>(remainder ^ 0xffff);
}

Bytes hdlc_frame(std::span<const std::uint8_t> information, const Bytes& destination,
                 const Bytes& source) {
  const std::size_t header_size = format_size + destination.size() + source.size() + sizeof control;
  const std::size_t hcs_size = information.empty() ? 0 : check_size;
  const std::size_t length = header_size + hcs_size + information.size() + check_size;
  if (length > max_length)
    throw std::length_error("HDLC frame is longer than its 11-bit length can tell");

  Bytes frame;
  append_big_endian(frame, format_type_3 | length, format_size);
  append(frame, destination);
  append(frame, source);
  frame.push_back(control);
  if (!information.empty()) {
    append_check(frame);
    append(frame, information);
  }
  append_check(frame);
  frame.insert(frame.begin(), flag);
  frame.push_back(flag);
  return frame;
}

Bytes data_notification(const Bytes& date_time, const Bytes& body) {
  Bytes information{0xe6, 0xe7, 0x00, 0x0f, 0x40, 0x00, 0x00, 0x00};
  append(information, date_time);
  append(information, body);
  return information;
}

Bytes structure_head(std::size_t count) {
  Bytes head{0x02};
  append_length(head, count);
  return head;
}

Bytes octet_string(std::span<const std::uint8_t> octets) {
  Bytes element{0x09};
  append_length(element, octets.size());
  append(element, octets);
  return element;
}

Bytes octet_string(std::string_view text) {
  return octet_string(Bytes(text.begin(), text.end()));
}

Bytes double_long_unsigned(std::uint32_t value) {
  Bytes element{0x06};
  append_big_endian(element, value, sizeof value);
  return element;
}

Bytes long64_unsigned(std::uint64_t value) {
  Bytes element{0x15};
  append_big_endian(element, value, sizeof value);
  return element;
}

Bytes date_time(const LocalTime& time, std::int16_t deviation_minutes) {
  Bytes bytes;
  append_big_endian(bytes, static_cast<std::uint64_t>(time.year), 2);
  for (const unsigned part :
       {time.month, time.day, time.weekday, time.hour, time.minute, time.second})
    append_big_endian(bytes, part, 1);
  bytes.push_back(0xff);
  append_big_endian(bytes, static_cast<std::uint16_t>(deviation_minutes), 2);
  bytes.push_back(time.status);
  return bytes;
}

} // namespace simulator
