#pragma once

#include "cursor.h"

#include <array>

namespace kaifa::ciphering {

/// The global unicast encryption key of one meter. Every copy clears its memory in the end.
class Key {
public:
  static constexpr std::size_t size = 16;

  explicit Key(std::span<const std::uint8_t, size> bytes);
  Key(const Key&) = default;
  Key& operator=(const Key&) = default;
  ~Key();

  [[nodiscard]] std::span<const std::uint8_t, size> bytes() const { return bytes_; }

private:
  std::array<std::uint8_t, size> bytes_;
};

/// A ciphered APDU, taken apart.
struct Message {
  Bytes system_title;  ///< 8 bytes
  Bytes frame_counter; ///< 4 bytes
  Bytes ciphertext;
};

/// Takes a general-glo-ciphering APDU (IEC 62056-5-3), which ends with the bytes of the cursor:
///
///   db | 08 | system title 8 | length | security control 1 | frame counter 4 | ciphertext
///
/// The length counts all that follows it. Fails for anything else, for a meter that is not Kaifa's
/// (whose system titles begin with KFM), and for a message that is authenticated, which takes a
/// second key, or not encrypted.
[[nodiscard]] Message take_message(Cursor& cursor);

/// "KFM 67 50 00 00 01": the maker, and the number of the meter's security module.
[[nodiscard]] std::string title_text(Bytes system_title);

/// Deciphers a message (security suite 0): AES-128 in counter mode, from the counter block
/// `system title | frame counter | 00 00 00 02` on. `plaintext` has the size of the ciphertext.
/// Every key gives a plaintext; whether the key was the meter's shows only in what the plaintext
/// says.
void decipher(const Message& message, const Key& key, std::span<std::uint8_t> plaintext);

} // namespace kaifa::ciphering
