#include "aes.h"

#include <algorithm>
#include <bit>

namespace simulator {

namespace {

constexpr std::size_t rounds = 10;
constexpr std::size_t column_size = 4;

/// Times x in the field of AES, whose polynomial is x^8 + x^4 + x^3 + x + 1.
constexpr std::uint8_t doubled(std::uint8_t byte) {
  return static_cast<std::uint8_t>((byte << 1) ^ ((byte & 0x80) != 0 ? 0x1b : 0));
}

constexpr std::uint8_t tripled(std::uint8_t byte) {
  return doubled(byte) ^ byte;
}

/// FIPS 197, 5.1.1: the inverse in the field (of 0: 0), then an affine transformation of its bits.
/// The powers of 3 are all elements but 0; that of i has that of 255 - i as its inverse.
constexpr std::array<std::uint8_t, 256> s_box = [] {
  constexpr std::size_t order = 255;
  constexpr std::uint8_t affine_constant = 0x63;
  std::array<std::uint8_t, order> powers{1};
  for (std::size_t i = 1; i < order; ++i)
    powers[i] = tripled(powers[i - 1]);
  std::array<std::uint8_t, 256> box{affine_constant};
  for (std::size_t i = 0; i < order; ++i) {
    std::uint8_t result = affine_constant;
    for (int turn = 0; turn <= 4; ++turn)
      result ^= std::rotl(powers[(order - i) % order], turn);
    box[powers[i]] = result;
  }
  return box;
}();

using RoundKeys = std::array<AesBlock, rounds + 1>;

RoundKeys round_keys(const AesKey& key) {
  RoundKeys keys{key};
  std::uint8_t round_constant = 1;
  for (std::size_t round = 1; round <= rounds; ++round) {
    const AesBlock& before = keys[round - 1];
    AesBlock& now = keys[round];
    for (std::size_t i = 0; i < column_size; ++i)
      now[i] = before[i] ^ s_box[before[12 + (i + 1) % column_size]];
    now[0] ^= round_constant;
    round_constant = doubled(round_constant);
    for (std::size_t i = column_size; i < now.size(); ++i)
      now[i] = before[i] ^ now[i - column_size];
  }
  return keys;
}

void add(AesBlock& state, const AesBlock& key) {
  for (std::size_t i = 0; i < state.size(); ++i)
    state[i] ^= key[i];
}

/// Row `r` of the state turns left by `r` columns; the state lies column by column.
AesBlock substituted_and_shifted(const AesBlock& state) {
  AesBlock result{};
  for (std::size_t i = 0; i < state.size(); ++i)
    result[i] = s_box[state[(i + column_size * (i % column_size)) % state.size()]];
  return result;
}

AesBlock mixed(const AesBlock& state) {
  AesBlock result{};
  for (std::size_t i = 0; i < state.size(); ++i) {
    const std::size_t column = i - i % column_size;
    const auto below = [&](std::size_t rows) { return state[column + (i + rows) % column_size]; };
    result[i] = doubled(state[i]) ^ tripled(below(1)) ^ below(2) ^ below(3);
  }
  return result;
}

} // namespace

AesBlock aes_encrypt(const AesBlock& block, const AesKey& key) {
  const RoundKeys keys = round_keys(key);
  AesBlock state = block;
  add(state, keys[0]);
  for (std::size_t round = 1; round <= rounds; ++round) {
    state = substituted_and_shifted(state);
    if (round < rounds)
      state = mixed(state);
    add(state, keys[round]);
  }
  return state;
}

std::vector<std::uint8_t> aes_ctr(std::span<const std::uint8_t> bytes, const AesKey& key,
                                  AesBlock counter) {
  std::vector<std::uint8_t> result(bytes.begin(), bytes.end());
  for (std::size_t begin = 0; begin < result.size(); begin += counter.size()) {
    const AesBlock stream = aes_encrypt(counter, key);
    for (std::size_t i = begin; i < std::min(begin + stream.size(), result.size()); ++i)
      result[i] ^= stream[i - begin];
    for (std::size_t i = counter.size(); i-- > 0 && ++counter[i] == 0;) {
    }
  }
  return result;
}

} // namespace simulator
