#include "reader.h"

#include "kfm001.h"
#include "obis_list.h"
#include "wire/apdu.h"

#include <fmt/format.h>

#include <numeric>

namespace kaifa {
namespace {

std::uint64_t sum(const auto& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

void expect_the_end(Cursor& cursor) {
  if (cursor.remaining() > 0)
    cursor.fail({.offset = cursor.offset(),
                 .reason = Reason::apdu,
                 .text =
                     [](const DecodeError& error) {
                       return fmt::format("{} byte{} left over behind the list", error.number,
                                          error.number == 1 ? "" : "s");
                     },
                 .number = cursor.remaining()});
}

void fail_without_key(Cursor& cursor, std::size_t offset, Bytes system_title) {
  cursor.fail({.offset = offset,
               .reason = Reason::ciphered,
               .text =
                   [](const DecodeError& error) {
                     return "ciphered by the meter with the system title " +
                            ciphering::title_text(error.bytes);
                   },
               .bytes = system_title});
}

/// Deciphers what comes next. Every key gives a plaintext: that it was the meter's shows only
/// there.
Reading take_ciphered_reading(Cursor& cursor, const ciphering::Key* key, Plaintext& plaintext) {
  const std::size_t begin = cursor.offset();
  const ciphering::Message message = ciphering::take_message(cursor);
  if (!cursor.failed() && !key)
    fail_without_key(cursor, begin, message.system_title);
  if (cursor.failed())
    return {};

  plaintext.size = message.ciphertext.size();
  const auto deciphered = std::span(plaintext.buffer).first(plaintext.size);
  ciphering::decipher(message, *key, deciphered);
  Cursor inner(deciphered, 0, cursor.notes() ? &plaintext.notes : nullptr);
  const auto frame_time = apdu::take_data_notification(inner);
  const bool is_notification = !inner.failed();
  const Reading reading = obis_list::take_list(inner, frame_time);
  expect_the_end(inner);
  if (inner.failed()) {
    DecodeError error = *inner.error();
    error.in_plaintext = true;
    error.reason = is_notification ? Reason::list : Reason::key;
    cursor.fail(error);
  }
  return reading;
}

Reading take_plain_reading(Cursor& cursor) {
  const auto frame_time = apdu::take_data_notification(cursor);
  Reading reading = kfm001::take_list(cursor);
  reading.frame_time = frame_time;
  expect_the_end(cursor);
  return reading;
}

} // namespace

std::uint64_t Statistics::list_frames() const {
  return sum(lists);
}
std::uint64_t Statistics::rejected_frames() const {
  return sum(rejections);
}

std::optional<Reader::Event> Reader::next(Bytes& stream) {
  const std::size_t size = stream.size();
  const auto event = deframer_.next(stream);
  statistics_.bytes += size - stream.size();
  statistics_.discarded_bytes = deframer_.discarded_bytes();
  if (!event)
    return {};

  const auto reject = [&](const Rejection& rejection) {
    ++statistics_.rejections[static_cast<std::size_t>(rejection.reason)];
    return rejection;
  };
  if (const auto* rejection = std::get_if<Rejection>(&*event))
    return reject(*rejection);

  const auto& frame = std::get<Frame>(*event);
  Cursor cursor(frame.apdu, frame.apdu_offset);
  const Reception reception{frame, take_reading(cursor, key_, plaintext_)};
  if (const auto& error = cursor.error())
    return reject({frame.offset, frame.bytes, error->reason, error});
  ++statistics_.lists[static_cast<std::size_t>(reception.reading.list - 1)];
  return reception;
}

Reading take_reading(Cursor& cursor, const ciphering::Key* key, Plaintext& plaintext) {
  if (apdu::is_next(apdu::Tag::llc_header, cursor))
    apdu::take_llc_header(cursor);
  if (apdu::is_next(apdu::Tag::general_glo_ciphering, cursor))
    return take_ciphered_reading(cursor, key, plaintext);
  return take_plain_reading(cursor);
}

} // namespace kaifa
