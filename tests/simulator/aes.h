#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace simulator {

using AesBlock = std::array<std::uint8_t, 16>;
using AesKey = std::array<std::uint8_t, 16>;

/// AES-128 in counter mode (SP 800-38A, 6.5): the same call enciphers and deciphers.
std::vector<std::uint8_t> aes_ctr(std::span<const std::uint8_t> bytes, const AesKey& key,
                                  AesBlock counter);

} // namespace simulator
