#pragma once

#include "cursor.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace kaifa::ciphering {

/// An array that wipes its memory when destroyed, so that no part of a key remains.
template <typename Array>
class Cleared : public Array {
public:
  Cleared() = default;
  Cleared(const Cleared&) = default;
  Cleared& operator=(const Cleared&) = default;
  ~Cleared() { explicit_bzero(this->data(), this->size()); }
};

/// The global unicast encryption key of one meter.
class Key {
public:
  static constexpr std::size_t size = 16;

  explicit Key(std::span<const std::uint8_t, size> bytes) {
    std::ranges::copy(bytes, bytes_.begin());
  }

  [[nodiscard]] std::span<const std::uint8_t, size> bytes() const { return bytes_; }

private:
  Cleared<std::array<std::uint8_t, size>> bytes_;
};

/// The parts of a ciphered APDU: views of its bytes.
struct Message {
  Bytes system_title;  ///< 8 bytes; the first three name the maker
  Bytes frame_counter; ///< 4 bytes
  Bytes ciphertext;
};

inline constexpr std::size_t maker_size = 3;

/// Takes a general-glo-ciphering APDU (IEC 62056-5-3), which ends with the bytes of the cursor:
///
///   db | 08 | system title 8 | length | security control 1 | frame counter 4 | ciphertext
///
/// The length counts the bytes that follow. Fails if the bytes are anything else, if the system
/// title does not begin with KFM, as Kaifa's do, if the message is not encrypted, or if it is
/// authenticated, which needs a second key.
[[nodiscard]] Message take_message(Cursor& cursor);

/// Deciphers a message (security suite 0): AES-128 in counter mode, starting at the counter block
/// `system title | frame counter | 00 00 00 02`. `plaintext` has the size of the ciphertext. A
/// wrong key does not fail: it yields noise, which the decoders of the plaintext reject.
void decipher(const Message& message, const Key& key, std::span<std::uint8_t> plaintext);

} // namespace kaifa::ciphering
