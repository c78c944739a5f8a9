#include "deframer.h"

#include <algorithm>
#include <cstring>

namespace kaifa {
namespace {

/// The position of the first start byte; the size of `bytes` if there is none.
std::size_t find_start(Bytes bytes) {
  std::size_t first = bytes.size();
  for (const Kind& kind : kinds) {
    const void* found = first == 0 ? nullptr : std::memchr(bytes.data(), kind.start, first);
    if (found)
      first = static_cast<std::size_t>(static_cast<const std::uint8_t*>(found) - bytes.data());
  }
  return first;
}

/// The position of the frame that is whole first, if any is.
std::optional<std::size_t> first_whole_frame(Bytes bytes) {
  std::optional<std::size_t> first;
  std::size_t first_end = bytes.size() + 1;
  for (std::size_t begin = find_start(bytes); begin < bytes.size();
       begin += 1 + find_start(bytes.subspan(begin + 1))) {
    const Candidate candidate = examine(bytes.subspan(begin));
    if (candidate.verdict == Candidate::Verdict::whole && begin + candidate.size < first_end) {
      first = begin;
      first_end = begin + candidate.size;
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
        return segments_.reject(no_segment);
      return {};
    }

    const Candidate candidate = examine(pending());
    if (candidate.verdict == Candidate::Verdict::no_frame) {
      drop(1);
      continue;
    }
    const bool is_incomplete = candidate.verdict == Candidate::Verdict::incomplete;
    if (is_incomplete && !stream.empty())
      continue;
    const std::size_t overtaken_before = candidate.size - (is_incomplete ? 0 : 1);
    if (const auto other = first_whole_frame(pending().subspan(1, overtaken_before - 1)))
      return reject(Reason::cut_off, 1 + *other);
    if (candidate.verdict == Candidate::Verdict::whole) {
      if (auto event = deliver(candidate))
        return event;
      continue;
    }
    if (candidate.verdict == Candidate::Verdict::damaged)
      return reject(candidate.reason, candidate.size);
    if (!ended_)
      return {};
    if (candidate.size > 1)
      return reject(Reason::cut_off, candidate.size);
    drop(1);
  }
}

/// Afterwards the buffer holds a frame of the largest size, or all that the stream has.
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

/// Gives nothing if more segments have to come. If those before this one are given up, the
/// candidate stays, to be examined once more.
std::optional<Deframer::Event> Deframer::deliver(const Candidate& candidate) {
  const auto segment = candidate.segment;
  const bool follows = !segment || segment->number == segments_.expected();
  if (!follows && segments_.expected() > 0)
    return segments_.reject(segment->number);
  const Frame frame = {.offset = offset_,
                       .bytes = pending().first(candidate.size),
                       .apdu = pending().subspan(candidate.apdu_offset, candidate.apdu_size),
                       .apdu_offset = candidate.apdu_offset};
  if (frame.offset > last_frame_end_)
    discarded_bytes_ += frame.offset - last_frame_end_;
  last_frame_end_ = frame.offset + candidate.size;
  // The last byte may be the first of the next frame.
  drop(candidate.size - 1);
  if (!follows)
    return Rejection{frame.offset, frame.bytes, Reason::segment,
                     wrong_segment(0, segment->number, candidate.apdu_offset)};
  return segment ? segments_.add(frame, segment->is_last) : frame;
}

Deframer::Event Deframer::reject(Reason reason, std::size_t size) {
  const Rejection rejection{offset_, pending().first(size), reason};
  drop(1);
  return rejection;
}

} // namespace kaifa
