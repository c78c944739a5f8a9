#include "ciphering.h"

#include "apdu.h"
#include "axdr.h"
#include "formatted.h"

#include <nettle/aes.h>
#include <nettle/ctr.h>

namespace kaifa::ciphering {
namespace {

constexpr std::size_t title_size = 8;
constexpr std::uint8_t authenticated_bit = 0x10;

Bytes take_system_title(Cursor& cursor) {
  constexpr std::string_view kaifa = "KFM";
  const std::size_t begin = cursor.offset();
  if (const std::uint8_t size = cursor.take_byte(); size != title_size)
    cursor.fail(Reason::apdu, begin, "system title of {} bytes, {} expected", size, title_size);
  const Bytes title = cursor.take(title_size);
  cursor.note(begin, [title] {
    return formatted("system title {} {}", printable(as_text(title.first(maker_size))),
                     hex(title.subspan(maker_size)));
  });
  if (!cursor.failed() && !as_text(title).starts_with(kaifa))
    cursor.fail(Reason::other_maker, begin, "ciphered by another maker's meter, system title {} {}",
                as_text(title.first(maker_size)), title.subspan(maker_size));
  return title;
}

} // namespace

Message take_message(Cursor& cursor) {
  constexpr std::size_t frame_counter_size = 4;
  constexpr std::uint8_t policy_mask = 0xf0; // the low half is the security suite
  constexpr std::uint8_t encrypted = 0x20;

  const std::size_t begin = cursor.offset();
  if (const std::uint8_t tag = cursor.take_byte("general-glo-ciphering");
      tag != apdu::tag::general_glo_ciphering)
    cursor.fail(Reason::apdu, begin, "no general-glo-ciphering: db expected, {:02x} found", tag);
  Message message{};
  message.system_title = take_system_title(cursor);

  const std::size_t length_offset = cursor.offset();
  const std::size_t length = axdr::take_length(cursor);
  cursor.note(length_offset, [length] { return formatted("length {}", length); });
  if (length != cursor.remaining())
    cursor.fail(Reason::apdu, length_offset, "length {}, but {} bytes follow", length,
                cursor.remaining());

  const std::size_t control_offset = cursor.offset();
  const std::uint8_t control = cursor.take_byte("security control");
  if (control & authenticated_bit)
    cursor.fail(Reason::authenticated, control_offset,
                "security control {:02x}: authenticated, which needs a second key", control);
  if ((control & policy_mask) != encrypted)
    cursor.fail(Reason::apdu, control_offset, "security control 20 to 2f expected, {:02x} found",
                control);
  message.frame_counter = cursor.take(frame_counter_size, "frame counter");
  message.ciphertext = cursor.take(cursor.remaining(), "ciphertext");
  return message;
}

void decipher(const Message& message, const Key& key, std::span<std::uint8_t> plaintext) {
  constexpr std::uint8_t first_block = 2;
  std::array<std::uint8_t, AES_BLOCK_SIZE> counter{};
  const auto behind_title = std::ranges::copy(message.system_title, counter.begin()).out;
  std::ranges::copy(message.frame_counter, behind_title);
  counter.back() = first_block;

  aes128_ctx context;
  aes128_set_encrypt_key(&context, key.bytes().data());
  const auto encrypt = [](const void* key_schedule, std::size_t size, std::uint8_t* to,
                          const std::uint8_t* from) {
    aes128_encrypt(static_cast<const aes128_ctx*>(key_schedule), size, to, from);
  };
  ctr_crypt(&context, encrypt, counter.size(), counter.data(), plaintext.size(), plaintext.data(),
            message.ciphertext.data());
  explicit_bzero(&context, sizeof context);
}

} // namespace kaifa::ciphering
