#include "ciphering.h"

#include "apdu.h"
#include "axdr.h"

#include <fmt/format.h>
#include <nettle/aes.h>
#include <nettle/ctr.h>

#include <algorithm>
#include <cstring>

namespace kaifa::ciphering {
namespace {

constexpr std::size_t title_size = 8;
constexpr std::size_t maker_size = 3;
constexpr std::uint8_t authenticated_bit = 0x10;

using Text = std::string (*)(const DecodeError&);

void fail(Cursor& cursor, std::size_t offset, Reason reason, std::uint64_t found, Text text) {
  cursor.fail({.offset = offset, .reason = reason, .text = text, .number = found});
}

Bytes take_system_title(Cursor& cursor) {
  constexpr std::string_view kaifa = "KFM";
  const std::size_t begin = cursor.offset();
  if (const std::uint8_t size = cursor.take_byte(); size != title_size)
    fail(cursor, begin, Reason::apdu, size, [](const DecodeError& error) {
      return fmt::format("system title of {} bytes, {} expected", error.number, title_size);
    });
  const Bytes title = cursor.take(title_size);
  cursor.note(begin, [title] { return "system title " + title_text(title); });
  if (!as_text(title).starts_with(kaifa))
    cursor.fail({.offset = begin,
                 .reason = Reason::other_maker,
                 .text =
                     [](const DecodeError& error) {
                       return "ciphered by another maker's meter, system title " +
                              title_text(error.bytes);
                     },
                 .bytes = title});
  return title;
}

} // namespace

Key::Key(std::span<const std::uint8_t, size> bytes) {
  std::ranges::copy(bytes, bytes_.begin());
}

Key::~Key() {
  explicit_bzero(bytes_.data(), bytes_.size());
}

std::string title_text(Bytes title) {
  const std::size_t size = std::min(title.size(), maker_size);
  return fmt::format("{} {}", printable(as_text(title.first(size))), hex(title.subspan(size)));
}

Message take_message(Cursor& cursor) {
  constexpr std::size_t frame_counter_size = 4;
  constexpr std::uint8_t policy_mask = 0xf0; // the low half is the security suite
  constexpr std::uint8_t encrypted = 0x20;

  const std::size_t begin = cursor.offset();
  if (const std::uint8_t tag = cursor.take_byte("general-glo-ciphering");
      tag != static_cast<std::uint8_t>(apdu::Tag::general_glo_ciphering))
    fail(cursor, begin, Reason::apdu, tag, [](const DecodeError& error) {
      return fmt::format("no general-glo-ciphering: db expected, {:02x} found", error.number);
    });
  Message message{};
  message.system_title = take_system_title(cursor);

  const std::size_t length_offset = cursor.offset();
  const std::size_t length = axdr::take_length(cursor);
  cursor.note(length_offset, [length] { return fmt::format("length {}", length); });
  if (length != cursor.remaining())
    cursor.fail({.offset = length_offset,
                 .reason = Reason::apdu,
                 .text =
                     [](const DecodeError& error) {
                       return fmt::format("length {}, but {} bytes follow", error.number,
                                          error.limit);
                     },
                 .number = length,
                 .limit = cursor.remaining()});

  const std::size_t control_offset = cursor.offset();
  const std::uint8_t control = cursor.take_byte("security control");
  if (control & authenticated_bit)
    fail(cursor, control_offset, Reason::authenticated, control, [](const DecodeError& error) {
      return fmt::format("security control {:02x}: authenticated, which takes a second key",
                         error.number);
    });
  if ((control & policy_mask) != encrypted)
    fail(cursor, control_offset, Reason::apdu, control, [](const DecodeError& error) {
      return fmt::format("security control 20 to 2f expected, {:02x} found", error.number);
    });
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
