#include "reader.h"

#include "lists.h"
#include "wire/apdu.h"
#include "wire/axdr.h"

#include <algorithm>

namespace kaifa {
namespace {

/// Takes the elements of a list that is not in the table, for a dump.
Reading take_unknown_list(Cursor& cursor) {
  const axdr::Value head = axdr::take_head(cursor);
  cursor.note(head.offset, [&] { return axdr::text(head); });
  axdr::take_elements(cursor, head);
  cursor.fail(Reason::list, head.offset, "no list begins with {} of {}", axdr::name(head.tag),
              head.count);
  return {};
}

/// Takes the list at the end of a message. `time` is that of the data-notification.
Reading take_list(Cursor& cursor, const std::optional<cosem::DateTime>& time,
                  const Carrier& carrier) {
  const auto* list = std::ranges::find_if(lists, [&](const List& known) {
    return (carrier.is_proven || known.proves_itself) &&
           (!carrier.control || carrier.control->byte == known.control) &&
           known.begins(cursor.rest());
  });
  const Reading reading =
      list == lists.end() ? take_unknown_list(cursor) : list->take(cursor, time);
  if (const std::size_t left = cursor.remaining(); left > 0)
    cursor.fail(Reason::apdu, cursor.offset(), "{} byte{} left over after the list", left,
                left == 1 ? "" : "s");
  return reading;
}

/// Deciphers what comes next. Any key yields bytes; only the plaintext shows whether the key was
/// the right one.
Reading take_ciphered_reading(Cursor& cursor, const Carrier& carrier, const ciphering::Key* key,
                              Plaintext& plaintext) {
  const std::size_t begin = cursor.offset();
  const ciphering::Message message = ciphering::take_message(cursor);
  if (!cursor.failed() && !key)
    cursor.fail(Reason::ciphered, begin, "ciphered by the meter with the system title {} {}",
                as_text(message.system_title.first(ciphering::maker_size)),
                message.system_title.subspan(ciphering::maker_size));
  if (cursor.failed())
    return {};

  plaintext.size = message.ciphertext.size();
  const auto deciphered = std::span(plaintext.buffer).first(plaintext.size);
  ciphering::decipher(message, *key, deciphered);
  Cursor inner(deciphered, 0, cursor.notes() ? &plaintext.notes : nullptr, "plaintext");
  const auto time = apdu::take_data_notification(inner);
  const bool is_notification = !inner.failed();
  // A check sequence proves the ciphertext, not the key.
  const Reading reading = take_list(inner, time, {.control = carrier.control, .is_proven = false});
  if (inner.failed()) {
    DecodeError error = *inner.error();
    error.reason = is_notification ? Reason::list : Reason::key;
    cursor.fail(error);
  }
  return reading;
}

} // namespace

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
  const bool is_joined = frame.apdu_offset == 0 && !frame.apdu.empty();
  Cursor cursor(frame.apdu, frame.apdu_offset, nullptr, is_joined ? "message" : "frame");
  if (const auto error = wrong_control(frame.carrier.control))
    cursor.fail(*error);
  const Reception reception{frame, take_reading(cursor, frame.carrier, key_, plaintext_)};
  if (const auto& error = cursor.error())
    return reject({frame.offset, frame.bytes, error->reason, error});
  ++statistics_.lists[static_cast<std::size_t>(reception.reading.list - 1)];
  return reception;
}

std::optional<DecodeError> wrong_control(std::optional<Control> control) {
  if (!control || std::ranges::count(lists, control->byte, &List::control) > 0)
    return {};
  return DecodeError(Reason::control, control->offset,
                     "control field {:02x} is not that of a meter that this program reads",
                     control->byte);
}

Reading take_reading(Cursor& cursor, const Carrier& carrier, const ciphering::Key* key,
                     Plaintext& plaintext) {
  if (apdu::is_next(apdu::tag::llc_header, cursor))
    apdu::take_llc_header(cursor);
  if (apdu::is_next(apdu::tag::general_glo_ciphering, cursor))
    return take_ciphered_reading(cursor, carrier, key, plaintext);
  const auto time = apdu::take_data_notification(cursor);
  return take_list(cursor, time, carrier);
}

} // namespace kaifa
