#include "deframer.h"

#include <algorithm>
#include <cstring>

namespace kaifa {
namespace {

/// The position of the first start byte; the size of `bytes` if there is none.
std::size_t find_start(Bytes bytes) {
  std::size_t first = bytes.size();
  for (const FrameKind& kind : frame_kinds) {
    const void* found = first == 0 ? nullptr : std::memchr(bytes.data(), kind.start, first);
    if (found)
      first = static_cast<std::size_t>(static_cast<const std::uint8_t*>(found) - bytes.data());
  }
  return first;
}

/// The position of the frame that is complete first, if any is.
std::optional<std::size_t> first_whole_frame(Bytes bytes) {
  std::optional<std::size_t> first;
  std::size_t first_end = bytes.size() + 1;
  for (std::size_t begin = find_start(bytes); begin < bytes.size();
       begin += 1 + find_start(bytes.subspan(begin + 1))) {
    const Bytes rest = bytes.subspan(begin);
    if (frame_at(rest).empty())
      continue;
    const Examination examination = examine(rest);
    if (examination.result == Examination::Result::whole && begin + examination.size < first_end) {
      first = begin;
      first_end = begin + examination.size;
    }
  }
  return first;
}

} // namespace

std::optional<Deframer::Event> Deframer::next(Bytes& stream) {
  for (;;) {
    fill_from(stream);
    drop(find_start(pending()));
    if (pending().empty()) {
      if (!stream.empty())
        continue;
      if (ended_ && segments_.expected() > 0)
        return segments_.reject({});
      return {};
    }

    const Examination examination = examine(pending());
    if (examination.result == Examination::Result::no_frame) {
      drop(1);
      continue;
    }
    const bool is_incomplete = examination.result == Examination::Result::incomplete;
    if (is_incomplete && !stream.empty())
      continue;
    if (examination.segment && examination.segment->number == 0)
      message_began_ = true;
    // A frame within these bytes wins if it ends before the frame at the front either ends or
    // proves to be damaged: otherwise a cut-off frame, or a false start, would hide the good frame
    // that follows. If both frames end with the same byte, the frame at the front wins, since it is
    // longer.
    const std::size_t overtaken_before = examination.size - (is_incomplete ? 0 : 1);
    if (const auto other = first_whole_frame(pending().subspan(1, overtaken_before - 1)))
      return reject(Reason::cut_off, 1 + *other);
    if (examination.result == Examination::Result::whole) {
      if (auto event = deliver(examination))
        return event;
      continue;
    }
    if (examination.result == Examination::Result::damaged)
      return reject(examination.reason, examination.size);
    if (!ended_)
      return {};
    if (examination.size > 1)
      return reject(Reason::cut_off, examination.size);
    drop(1);
  }
}

/// Fills the buffer up to the size of the largest frame, or with all bytes of the stream if there
/// are fewer.
void Deframer::fill_from(Bytes& stream) {
  if (stream.empty() || pending().size() >= max_frame_size)
    return;
  std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  const std::size_t count = std::min(stream.size(), buffer_.size() - end_);
  std::memcpy(buffer_.data() + end_, stream.data(), count);
  end_ += count;
  stream = stream.subspan(count);
}

void Deframer::drop(std::size_t count) {
  begin_ += count;
  offset_ += count;
}

/// Returns nullopt if more segments have to follow. If the segments before this one are given up,
/// this frame stays in the buffer, to be examined again.
std::optional<Deframer::Event> Deframer::deliver(const Examination& examination) {
  const auto segment = examination.segment;
  const bool follows = !segment || segment->number == segments_.expected();
  if (!follows && segments_.expected() > 0)
    return segments_.reject(segment->number);
  if (!follows && !message_began_) {
    drop(examination.size);
    return {};
  }
  const Frame frame = {.offset = offset_,
                       .bytes = pending().first(examination.size),
                       .apdu = pending().subspan(examination.apdu_offset, examination.apdu_size),
                       .apdu_offset = examination.apdu_offset,
                       .carrier = examination.carrier};
  if (frame.offset > last_frame_end_)
    discarded_bytes_ += frame.offset - last_frame_end_;
  last_frame_end_ = frame.offset + examination.size;
  // The last byte may also be the first byte of the next frame.
  drop(examination.size - 1);
  if (!follows)
    return Rejection{frame.offset, frame.bytes, Reason::segment,
                     wrong_segment(0, segment->number, examination.apdu_offset)};
  return segment ? segments_.add(frame, segment->is_last) : frame;
}

Deframer::Event Deframer::reject(Reason reason, std::size_t size) {
  const Rejection rejection{offset_, pending().first(size), reason};
  drop(1);
  return rejection;
}

} // namespace kaifa
