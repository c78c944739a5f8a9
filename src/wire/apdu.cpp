#include "apdu.h"

#include "axdr.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace kaifa::apdu {
namespace {

/// Takes 09 0c and 12 bytes, 0c and 12 bytes, or 00 for no time. Some meters leave the tag of the
/// octet-string away, since the standard has no other type here.
std::optional<cosem::DateTime> take_date_time(Cursor& cursor) {
  const std::size_t offset = cursor.offset();
  const std::uint8_t head = cursor.take_byte();
  if (cursor.failed() || head == static_cast<std::uint8_t>(axdr::Tag::null_data)) {
    cursor.note(offset, [] { return "date-time: none"; });
    return {};
  }
  const std::uint8_t length =
      head == static_cast<std::uint8_t>(axdr::Tag::octet_string) ? cursor.take_byte() : head;
  if (length != cosem::DateTime::size)
    cursor.fail({.offset = offset,
                 .reason = Reason::apdu,
                 .text =
                     [](const DecodeError& error) {
                       return fmt::format("no date-time: 09 0c, 0c or 00 expected, {:02x} found",
                                          error.number);
                     },
                 .number = head});
  const auto time = cosem::date_time(cursor.take(cosem::DateTime::size));
  cursor.note(offset, [&] { return "date-time: " + cosem::text(*time); });
  return time;
}

} // namespace

bool is_next(Tag tag, const Cursor& cursor) {
  return cursor.remaining() > 0 && cursor.rest()[0] == static_cast<std::uint8_t>(tag);
}

void take_llc_header(Cursor& cursor) {
  constexpr std::array<std::uint8_t, 3> llc_header = {0xe6, 0xe7, 0x00};
  const std::size_t offset = cursor.offset();
  const Bytes found = cursor.take(llc_header.size(), "LLC header");
  if (!std::ranges::equal(found, llc_header))
    cursor.fail({.offset = offset,
                 .reason = Reason::apdu,
                 .text =
                     [](const DecodeError& error) {
                       return fmt::format("no LLC header: e6 e7 00 expected, {} found",
                                          hex(error.bytes));
                     },
                 .bytes = found});
}

std::optional<cosem::DateTime> take_data_notification(Cursor& cursor) {
  constexpr std::size_t long_invoke_id_and_priority_size = 4;
  const std::size_t offset = cursor.offset();
  const std::uint8_t tag = cursor.take_byte("data-notification");
  if (tag != static_cast<std::uint8_t>(Tag::data_notification))
    cursor.fail({.offset = offset,
                 .reason = Reason::apdu,
                 .text =
                     [](const DecodeError& error) {
                       return fmt::format("no data-notification: 0f expected, {:02x} found",
                                          error.number);
                     },
                 .number = tag});
  (void)cursor.take(long_invoke_id_and_priority_size, "long-invoke-id-and-priority");
  return take_date_time(cursor);
}

} // namespace kaifa::apdu
