#pragma once

#include "aes.h"
#include "frame.h"

#include <string_view>

namespace simulator {

/// 68 L L 68 | 53 ff CI 01 67 | payload | CS 16 (EN 13757-2); throws std::length_error if L needs
/// more than a byte.
Bytes mbus_frame(std::uint8_t control_information, std::span<const std::uint8_t> payload);

/// How many bytes of a push each frame except the last carries.
inline constexpr std::size_t segment_size = 245;

/// The frames that carry `apdu`, each except the last with `size` bytes. Bits 3-0 of the CI number
/// the frames, bit 4 marks the last one.
std::vector<Bytes> mbus_frames(std::span<const std::uint8_t> apdu, std::size_t size = segment_size);

/// What a meter puts in front of its ciphertext.
struct Ciphering {
  AesKey key{};
  std::array<std::uint8_t, 8> system_title{'K', 'F', 'M', 0x67, 0x50, 0x00, 0x00, 0x01};
  std::uint8_t security_control = 0x20;
  std::uint32_t frame_counter = 0;
};

/// db | 08 system title | length | security control | frame counter | plaintext, enciphered
Bytes general_glo_ciphering(std::span<const std::uint8_t> plaintext, const Ciphering& ciphering);

} // namespace simulator
