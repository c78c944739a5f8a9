#include "dump.h"

#include "describe.h"
#include "wire/apdu.h"
#include "wire/fcs16.h"
#include "wire/hdlc.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>

namespace kaifa {
namespace {

/// The frame ends, or goes on in an unknown way, before all of it has been explained.
struct Stop {
  DecodeError error;
};

template <typename T>
T or_stop(const Result<T>& result) {
  if (!result)
    throw Stop{result.error()};
  return *result;
}

std::string fits_or_not(Bytes checked) {
  if (fcs16_fits(checked))
    return "fits";
  const std::uint16_t expected = fcs16(checked.first(checked.size() - 2));
  return fmt::format("does not fit, {:02x} {:02x} would", expected & 0xff, expected >> 8);
}

class Dump {
public:
  explicit Dump(Bytes frame) : frame_(frame), cursor_(frame) {}

  std::string text() && {
    if (frame_.empty())
      return "";
    try {
      explain_frame();
    } catch (const Stop& stop) {
      const std::size_t left = frame_.size() - shown_;
      if (left > 0)
        line(shown_, frame_.subspan(shown_), "not explained");
      fmt::format_to(std::back_inserter(text_), "stops at byte {}: {}\n", stop.error.offset,
                     stop.error.message);
    }
    return std::move(text_);
  }

private:
  Bytes field(std::size_t size, std::string_view meaning) {
    const std::size_t offset = cursor_.offset();
    const Bytes bytes = or_stop(cursor_.take(size));
    line(offset, bytes, meaning);
    return bytes;
  }

  void line(std::size_t offset, Bytes bytes, std::string_view meaning) {
    constexpr std::size_t bytes_per_line = 10;
    const auto out = std::back_inserter(text_);
    fmt::format_to(
        out, "{:4}  {:<{}}  {}\n", offset,
        fmt::format("{:02x}", fmt::join(bytes.first(std::min(bytes.size(), bytes_per_line)), " ")),
        3 * bytes_per_line - 1, meaning);
    for (std::size_t i = bytes_per_line; i < bytes.size(); i += bytes_per_line)
      fmt::format_to(out, "      {:02x}\n",
                     fmt::join(bytes.subspan(i, std::min(bytes.size() - i, bytes_per_line)), " "));
    shown_ = offset + bytes.size();
  }

  [[noreturn]] void stop(std::string message) const { throw Stop{{shown_, std::move(message)}}; }

  void explain_frame() {
    field(1, frame_[0] == hdlc::flag ? "opening flag" : "no flag");
    const std::size_t length = explain_format();
    explain_address("destination");
    explain_address("source");
    field(1, "control");
    const std::size_t header_size = cursor_.offset() - 1;
    constexpr std::size_t checksum_size = 2;
    if (length < header_size + checksum_size)
      stop("the length leaves no room for checksums");
    if (length > header_size + checksum_size) {
      const Bytes header = frame_.subspan(1, std::min(frame_.size() - 1, header_size + 2));
      field(checksum_size, "HCS: " + fits_or_not(header));
      explain_information(length + 1 - checksum_size);
    }
    field(checksum_size,
          "FCS: " + fits_or_not(frame_.subspan(1, std::min(frame_.size() - 1, length))));
    const Bytes last = field(1, "closing flag");
    if (last[0] != hdlc::flag)
      stop("no flag where the frame should end");
  }

  std::size_t explain_format() {
    Cursor ahead = cursor_;
    const std::uint64_t format = big_endian(or_stop(ahead.take(2)));
    const std::size_t length = format & 0x7ff;
    const bool is_type_3 = format >> 12 == 0xa;
    field(2, fmt::format("format: {}, {}segmented, length {}", is_type_3 ? "type 3" : "not type 3",
                         format & 0x800 ? "" : "not ", length));
    if (!is_type_3)
      stop("no frame of type 3");
    return length;
  }

  void explain_address(std::string_view name) {
    constexpr std::size_t longest = 4;
    Cursor ahead = cursor_;
    std::size_t size = 1;
    while (!(or_stop(ahead.take_byte()) & 1) && size < longest)
      ++size;
    field(size, fmt::format("{} address", name));
  }

  /// Up to `end` of the frame, or as much as there is.
  void explain_information(std::size_t end) {
    const std::size_t begin = cursor_.offset();
    if (end < begin)
      stop("the length leaves no room for an information field");
    const std::size_t size = std::min(end, frame_.size()) - begin;
    Cursor whole = std::exchange(cursor_, Cursor(frame_.subspan(begin, size), begin));
    const auto fixed = [&](std::string_view name, Bytes expected) {
      const Bytes found = field(expected.size(), name);
      if (!std::ranges::equal(found, expected))
        stop(fmt::format("{:02x} expected", fmt::join(expected, " ")));
    };
    fixed("LLC header", apdu::llc_header);
    fixed("data-notification", Bytes(&apdu::data_notification_tag, 1));
    field(apdu::long_invoke_id_and_priority_size, "long-invoke-id-and-priority");
    Cursor ahead = cursor_;
    const auto time = or_stop(apdu::take_date_time(ahead));
    field(ahead.offset() - cursor_.offset(), "date-time: " + (time ? words_for(*time) : "none"));
    explain_list();
    if (cursor_.remaining() > 0)
      field(cursor_.remaining(), "left over");
    (void)or_stop(whole.take(size));
    cursor_ = whole;
  }

  void explain_list() {
    const auto [tag, count] = head();
    if (tag != axdr::Tag::structure) {
      explain_elements(count, {});
      return;
    }
    if (count == kfm001::tagged_count)
      explain_tagged(count);
    else
      explain_elements(count, kfm001::positional_layout(count));
  }

  struct Head {
    axdr::Tag tag;
    std::size_t count;
  };
  /// Tag and count of an array or structure; other values are explained whole.
  Head head() {
    Cursor ahead = cursor_;
    const axdr::Tag tag{or_stop(ahead.take_byte())};
    if (tag != axdr::Tag::array && tag != axdr::Tag::structure) {
      explain_value(nullptr, "");
      return {tag, 0};
    }
    const std::size_t count = or_stop(axdr::take_length(ahead));
    field(ahead.offset() - cursor_.offset(), fmt::format("{} of {}", axdr::name(tag), count));
    return {tag, count};
  }

  void explain_elements(std::size_t count, std::span<const kfm001::Element* const> layout) {
    for (std::size_t i = 0; i < count; ++i) {
      if (!layout.empty()) {
        const kfm001::Element& element = *layout[i];
        explain_value(&element, fmt::format("{} {}: ", obis_text(element.obis), element.name));
        continue;
      }
      const std::size_t nested = head().count;
      if (++nesting_ > axdr::max_nesting)
        stop("nested too deep");
      explain_elements(nested, {});
      --nesting_;
    }
  }

  void explain_tagged(std::size_t count) {
    for (std::size_t i = 0; i < count; i += 2) {
      Cursor ahead = cursor_;
      const Bytes code = or_stop(axdr::take_value(ahead)).content;
      field(ahead.offset() - cursor_.offset(), "OBIS code " + obis_text(code));
      const kfm001::Element* element = kfm001::element_with(code);
      explain_value(element, element ? fmt::format("{}: ", element->name) : "unknown: ");
    }
  }

  void explain_value(const kfm001::Element* element, std::string_view name) {
    Cursor ahead = cursor_;
    const axdr::Value value = or_stop(axdr::take_value(ahead));
    field(ahead.offset() - cursor_.offset(), fmt::format("{}{}", name, words_for(value, element)));
  }

  Bytes frame_;
  Cursor cursor_;
  std::string text_;
  std::size_t shown_ = 0;
  int nesting_ = 0;
};

} // namespace

std::string dump(Bytes frame) {
  return Dump(frame).text();
}

} // namespace kaifa
