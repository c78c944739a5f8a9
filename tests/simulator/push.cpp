#include "push.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <stdexcept>

namespace simulator {

namespace {

void append(Bytes& to, std::span<const std::uint8_t> bytes) {
  std::ranges::copy(bytes, std::back_inserter(to));
}

/// Appends the length in BER form.
void append_length(Bytes& to, std::size_t length) {
  if (length > 0xff)
    append(to, Bytes{0x82, static_cast<std::uint8_t>(length >> 8)});
  else if (length >= 0x80)
    to.push_back(0x81);
  to.push_back(static_cast<std::uint8_t>(length & 0xff));
}

} // namespace

Bytes mbus_frame(std::uint8_t control_information, std::span<const std::uint8_t> payload) {
  Bytes counted{0x53, 0xff, control_information, 0x01, 0x67};
  append(counted, payload);
  if (counted.size() > 0xff)
    throw std::length_error("M-Bus frame is longer than its length byte can tell");

  const auto length = static_cast<std::uint8_t>(counted.size());
  Bytes frame{0x68, length, length, 0x68};
  append(frame, counted);
  frame.push_back(static_cast<std::uint8_t>(std::reduce(counted.begin(), counted.end(), 0U)));
  frame.push_back(0x16);
  return frame;
}

std::vector<Bytes> mbus_frames(std::span<const std::uint8_t> apdu, std::size_t size) {
  constexpr std::uint8_t last_bit = 0x10;
  std::vector<Bytes> frames;
  for (std::uint8_t number = 0;; ++number) {
    const bool is_last = apdu.size() <= size;
    const auto part = apdu.first(is_last ? apdu.size() : size);
    frames.push_back(
        mbus_frame(static_cast<std::uint8_t>((number & 0x0f) | (is_last ? last_bit : 0)), part));
    if (is_last)
      return frames;
    apdu = apdu.subspan(size);
  }
}

Bytes general_glo_ciphering(std::span<const std::uint8_t> plaintext, const Ciphering& ciphering) {
  constexpr std::size_t security_header_size = 5;
  const std::uint32_t count = ciphering.frame_counter;
  const Bytes counter = {static_cast<std::uint8_t>(count >> 24),
                         static_cast<std::uint8_t>(count >> 16),
                         static_cast<std::uint8_t>(count >> 8), static_cast<std::uint8_t>(count)};
  AesBlock initial_block{};
  std::ranges::copy(ciphering.system_title, initial_block.begin());
  std::ranges::copy(counter, initial_block.begin() + ciphering.system_title.size());
  initial_block.back() = 2;

  Bytes apdu{0xdb, static_cast<std::uint8_t>(ciphering.system_title.size())};
  append(apdu, ciphering.system_title);
  append_length(apdu, security_header_size + plaintext.size());
  apdu.push_back(ciphering.security_control);
  append(apdu, counter);
  append(apdu, aes_ctr(plaintext, ciphering.key, initial_block));
  return apdu;
}

} // namespace simulator
