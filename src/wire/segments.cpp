#include "segments.h"

#include <cstring>

namespace kaifa {

DecodeError wrong_segment(std::size_t expected, std::optional<std::size_t> found,
                          std::size_t offset) {
  if (!found)
    return {Reason::segment, offset, "segment {} expected, none came", expected};
  return {Reason::segment, offset, "segment {} expected, segment {} found", expected, *found};
}

std::optional<Frame> Segments::add(const Frame& frame, bool is_last) {
  if (count_ == 0 && is_last)
    return frame;
  if (count_ == 0) {
    offset_ = frame.offset;
    bytes_size_ = 0;
    apdu_size_ = 0;
  }
  std::memcpy(bytes_.data() + bytes_size_, frame.bytes.data(), frame.bytes.size());
  std::memcpy(apdu_.data() + apdu_size_, frame.apdu.data(), frame.apdu.size());
  bytes_size_ += frame.bytes.size();
  apdu_size_ += frame.apdu.size();
  ++count_;
  if (!is_last)
    return {};
  count_ = 0;
  return Frame{.offset = offset_,
               .bytes = Bytes(bytes_).first(bytes_size_),
               .apdu = Bytes(apdu_).first(apdu_size_),
               .apdu_offset = 0,
               .carrier = frame.carrier};
}

Rejection Segments::reject(std::optional<std::size_t> found) {
  const std::size_t expected = count_;
  count_ = 0;
  return {.offset = offset_,
          .bytes = Bytes(bytes_).first(bytes_size_),
          .reason = Reason::segment,
          .error = wrong_segment(expected, found, bytes_size_)};
}

} // namespace kaifa
