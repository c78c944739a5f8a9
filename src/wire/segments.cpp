#include "segments.h"

#include <fmt/format.h>

#include <algorithm>

namespace kaifa {

DecodeError wrong_segment(std::size_t expected, std::size_t found, std::size_t offset) {
  return {.offset = offset,
          .reason = Reason::segment,
          .text =
              [](const DecodeError& error) {
                return error.limit == no_segment
                           ? fmt::format("segment {} expected, the stream ends", error.number)
                           : fmt::format("segment {} expected, segment {} found", error.number,
                                         error.limit);
              },
          .number = expected,
          .limit = found};
}

std::optional<Frame> Segments::add(const Frame& frame, bool is_last) {
  if (count_ == 0 && is_last)
    return frame;
  if (count_ == 0) {
    offset_ = frame.offset;
    apdu_offset_ = frame.apdu_offset;
    bytes_size_ = 0;
    apdu_size_ = 0;
  }
  std::ranges::copy(frame.bytes, bytes_.begin() + static_cast<std::ptrdiff_t>(bytes_size_));
  std::ranges::copy(frame.apdu, apdu_.begin() + static_cast<std::ptrdiff_t>(apdu_size_));
  bytes_size_ += frame.bytes.size();
  apdu_size_ += frame.apdu.size();
  ++count_;
  if (!is_last)
    return {};
  count_ = 0;
  return Frame{.offset = offset_,
               .bytes = Bytes(bytes_).first(bytes_size_),
               .apdu = Bytes(apdu_).first(apdu_size_),
               .apdu_offset = apdu_offset_};
}

Rejection Segments::reject(std::size_t found) {
  const std::size_t expected = count_;
  count_ = 0;
  return {.offset = offset_,
          .bytes = Bytes(bytes_).first(bytes_size_),
          .reason = Reason::segment,
          .error = wrong_segment(expected, found, bytes_size_)};
}

} // namespace kaifa
