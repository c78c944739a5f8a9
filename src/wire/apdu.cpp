#include "apdu.h"

#include "axdr.h"

#include <algorithm>

namespace kaifa::apdu {
namespace {

/// Takes 09 0c and 12 bytes, 0c and 12 bytes, or 00 for no time. Some meters omit the tag of the
/// octet-string, since the standard allows no other type here.
std::optional<cosem::DateTime> take_date_time(Cursor& cursor) {
  const std::size_t offset = cursor.offset();
  const std::uint8_t head = cursor.take_byte();
  if (cursor.failed() || head == axdr::tag::null_data) {
    cursor.note(offset, [] { return "date-time: none"; });
    return {};
  }
  const std::uint8_t length = head == axdr::tag::octet_string ? cursor.take_byte() : head;
  if (length != cosem::DateTime::size)
    cursor.fail(Reason::apdu, offset, "no date-time: 09 0c, 0c or 00 expected, {:02x} found", head);
  const auto time = cosem::date_time(cursor.take(cosem::DateTime::size));
  cursor.note(offset, [&] { return "date-time: " + cosem::text(*time); });
  return time;
}

} // namespace

bool is_next(std::uint8_t tag, const Cursor& cursor) {
  return cursor.remaining() > 0 && cursor.rest()[0] == tag;
}

void take_llc_header(Cursor& cursor) {
  constexpr std::array<std::uint8_t, 3> llc_header = {tag::llc_header, 0xe7, 0x00};
  const std::size_t offset = cursor.offset();
  const Bytes found = cursor.take(llc_header.size(), "LLC header");
  if (!std::ranges::equal(found, llc_header))
    cursor.fail(Reason::apdu, offset, "no LLC header: e6 e7 00 expected, {} found", found);
}

std::optional<cosem::DateTime> take_data_notification(Cursor& cursor) {
  constexpr std::size_t long_invoke_id_and_priority_size = 4;
  const std::size_t offset = cursor.offset();
  const std::uint8_t found = cursor.take_byte("data-notification");
  if (found != tag::data_notification)
    cursor.fail(Reason::apdu, offset, "no data-notification: 0f expected, {:02x} found", found);
  (void)cursor.take(long_invoke_id_and_priority_size, "long-invoke-id-and-priority");
  return take_date_time(cursor);
}

} // namespace kaifa::apdu
