#include "hdlc.h"

#include "fcs16.h"
#include "formatted.h"

namespace kaifa::hdlc {
namespace {

constexpr std::size_t flag_size = 1;
constexpr std::size_t check_sequence_size = 2;
constexpr std::uint8_t length_high_mask = 0x07; // in the first byte of the format

/// Takes an address, whose last byte has the lowest bit set. Returns whether there was such a byte.
bool take_address(Cursor& cursor, std::string_view meaning) {
  constexpr std::size_t max_address_size = 4;
  const std::size_t begin = cursor.offset();
  bool ends = false;
  for (std::size_t size = 0; size < max_address_size && !ends; ++size)
    ends = cursor.take_byte() & 1;
  cursor.note(begin, [meaning] { return std::string(meaning); });
  return ends || cursor.failed();
}

/// Takes the check sequence of the bytes `covered` right before it. Returns whether it is correct.
bool take_check_sequence(Cursor& cursor, std::string_view name, Bytes covered) {
  const std::size_t begin = cursor.offset();
  if (cursor.take(check_sequence_size).empty())
    return false;
  const Bytes all(covered.data(), covered.size() + check_sequence_size);
  const bool fits = fcs16_fits(all);
  cursor.note(begin, [&] {
    const std::uint16_t right = fcs16(covered);
    return fits
               ? formatted("{}: fits", name)
               : formatted("{}: does not fit, {:02x} {:02x} would", name, right & 0xff, right >> 8);
  });
  return fits;
}

/// Takes a frame, and records in `examination` what it is unless the bytes end first.
void take_frame(Cursor& cursor, Bytes bytes, Examination& examination) {
  constexpr std::uint8_t type_mask = 0xf0;
  constexpr std::uint8_t type_3 = 0xa0;
  constexpr std::uint8_t segmentation_bit = 0x08;

  // True if the examination ends after a fault: only a dump needs to know what follows the first
  // fault.
  const auto fault = [&](Reason reason) {
    examination.damage(reason, cursor);
    return !cursor.notes();
  };

  (void)cursor.take(flag_size, "opening flag");
  const std::uint8_t high = cursor.take_byte();
  if (!cursor.failed() && (high & type_mask) != type_3) {
    examination.result = Examination::Result::no_frame;
    return;
  }
  if (high & segmentation_bit && fault(Reason::segmented))
    return;
  const std::size_t frame_size = cursor.take(1).empty() ? 0 : declared_size(bytes);
  cursor.note(flag_size, [&] {
    return formatted("format: type 3, {}segmented, length {}",
                     high & segmentation_bit ? "" : "not ", frame_size - 2 * flag_size);
  });
  if (!take_address(cursor, "destination address") || !take_address(cursor, "source address")) {
    fault(Reason::address);
    return;
  }
  const Control control = {cursor.offset(), cursor.take_byte("control")};
  if (cursor.failed())
    return;
  examination.carrier = {.control = control, .is_proven = true};

  // Without an information field, the header check sequence is also that of the frame.
  const std::size_t header_end = cursor.offset() + check_sequence_size;
  const std::size_t fcs_end = frame_size - flag_size;
  const bool has_information = fcs_end > header_end + check_sequence_size;
  if (!has_information && fcs_end != header_end) {
    fault(Reason::length);
    return;
  }
  if (has_information) {
    const Bytes header = bytes.subspan(flag_size, cursor.offset() - flag_size);
    examination.header_fits = take_check_sequence(cursor, "HCS", header);
    if (!examination.header_fits && fault(Reason::hcs))
      return;
    if (cursor.failed())
      return;
    examination.apdu_offset = header_end;
    examination.apdu_size = fcs_end - check_sequence_size - header_end;
    (void)cursor.take(examination.apdu_size);
  }
  const Bytes checked = bytes.subspan(flag_size, cursor.offset() - flag_size);
  const bool fits = take_check_sequence(cursor, "FCS", checked);
  if (cursor.take_byte("closing flag") != flag)
    fault(Reason::closing_flag);
  if (!fits)
    fault(Reason::fcs);
}

} // namespace

std::size_t declared_size(Bytes bytes) {
  return ((bytes[1] & std::size_t{length_high_mask}) << 8 | bytes[2]) + 2 * flag_size;
}

Examination examine(Bytes bytes, Notes* notes) {
  Examination examination;
  Cursor cursor(bytes, 0, notes);
  take_frame(cursor, bytes, examination);
  examination.end(bytes, cursor);
  return examination;
}

} // namespace kaifa::hdlc
