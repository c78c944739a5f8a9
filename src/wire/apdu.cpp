#include "apdu.h"

#include <fmt/format.h>

#include <algorithm>

namespace kaifa::apdu {

Result<DataNotification> decode(Bytes information, std::size_t offset) {
  constexpr std::uint8_t general_glo_ciphering_tag = 0xdb;
  Cursor cursor(information, offset);

  const auto llc = cursor.take(llc_header.size());
  if (!llc)
    return llc.error();
  if (!std::ranges::equal(*llc, llc_header))
    return DecodeError{offset, fmt::format("no LLC header: e6 e7 00 expected, {:02x} found",
                                           fmt::join(*llc, " "))};

  const std::size_t tag_offset = cursor.offset();
  const auto tag = cursor.take_byte();
  if (!tag)
    return tag.error();
  if (*tag == general_glo_ciphering_tag)
    return DecodeError{tag_offset, "ciphered (db), so it takes a program that has the key"};
  if (*tag != data_notification_tag)
    return DecodeError{tag_offset,
                       fmt::format("no data-notification: 0f expected, {:02x} found", *tag)};

  const auto invoke_id = cursor.take(long_invoke_id_and_priority_size);
  if (!invoke_id)
    return invoke_id.error();
  const auto date_time = take_date_time(cursor);
  if (!date_time)
    return date_time.error();
  const auto body = axdr::take_value(cursor);
  if (!body)
    return body.error();
  if (cursor.remaining() > 0)
    return DecodeError{cursor.offset(),
                       fmt::format("{} bytes left over behind the list", cursor.remaining())};
  return DataNotification{static_cast<std::uint32_t>(big_endian(*invoke_id)), *date_time, *body};
}

Result<std::optional<cosem::DateTime>> take_date_time(Cursor& cursor) {
  const std::size_t offset = cursor.offset();
  const auto head = cursor.take_byte();
  if (!head)
    return head.error();
  if (*head == static_cast<std::uint8_t>(axdr::Tag::null_data))
    return std::optional<cosem::DateTime>{};

  // An octet-string; some meters leave its tag away, since the standard has no other type here.
  const auto length = *head == static_cast<std::uint8_t>(axdr::Tag::octet_string)
                          ? cursor.take_byte()
                          : Result(*head);
  if (!length)
    return length.error();
  if (*length != cosem::DateTime::size)
    return DecodeError{offset,
                       fmt::format("no date-time: 09 0c, 0c or 00 expected, {:02x} found", *head)};
  const std::size_t content_offset = cursor.offset();
  const auto content = cursor.take(*length);
  if (!content)
    return content.error();
  const auto time = cosem::date_time(*content, content_offset);
  if (!time)
    return time.error();
  return std::optional{*time};
}

} // namespace kaifa::apdu
