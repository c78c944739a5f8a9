#include "hdlc.h"

#include "fcs16.h"

#include <algorithm>
#include <cstring>

namespace kaifa::hdlc {
namespace {

constexpr std::size_t flag_size = 1;
constexpr std::size_t check_sequence_size = 2;

/// What the bytes from a flag on amount to.
struct Candidate {
  enum class Verdict { no_frame, incomplete, damaged, whole };

  Verdict verdict;
  std::size_t size; ///< bytes that it took to tell
  Fault fault{};    ///< of a damaged one
  Frame frame{};    ///< a whole one, its offset not yet known
};

Candidate incomplete(Bytes bytes) {
  return {Candidate::Verdict::incomplete, bytes.size()};
}
Candidate damaged(Fault fault, std::size_t size) {
  return {Candidate::Verdict::damaged, size, fault};
}

/// The end of the address that starts at `begin`: the lowest bit of its last byte is 1.
struct AddressEnd {
  enum class Kind { found, missing, too_long } kind;
  std::size_t position;
};
AddressEnd address_end(Bytes bytes, std::size_t begin) {
  constexpr std::size_t max_address_size = 4;
  for (std::size_t i = begin; i < begin + max_address_size; ++i) {
    if (i == bytes.size())
      return {AddressEnd::Kind::missing, i};
    if (bytes[i] & 1)
      return {AddressEnd::Kind::found, i + 1};
  }
  return {AddressEnd::Kind::too_long, begin + max_address_size};
}

/// `bytes` start with a flag.
Candidate examine(Bytes bytes) {
  constexpr std::uint8_t type_mask = 0xf0;
  constexpr std::uint8_t type_3 = 0xa0;
  constexpr std::uint8_t segmentation_bit = 0x08;
  constexpr std::uint8_t length_high_mask = 0x07;
  constexpr std::size_t format_end = flag_size + 2;

  if (bytes.size() < 2)
    return incomplete(bytes);
  if ((bytes[1] & type_mask) != type_3)
    return {Candidate::Verdict::no_frame, 2};
  if (bytes[1] & segmentation_bit)
    return damaged(Fault::segmented, 2);
  if (bytes.size() < format_end)
    return incomplete(bytes);
  const std::size_t length = static_cast<std::size_t>(bytes[1] & length_high_mask) << 8 | bytes[2];
  const std::size_t frame_size = length + 2 * flag_size;

  const AddressEnd destination = address_end(bytes, format_end);
  if (destination.kind == AddressEnd::Kind::too_long)
    return damaged(Fault::address, destination.position);
  if (destination.kind == AddressEnd::Kind::missing)
    return incomplete(bytes);
  const AddressEnd source = address_end(bytes, destination.position);
  if (source.kind == AddressEnd::Kind::too_long)
    return damaged(Fault::address, source.position);
  if (source.kind == AddressEnd::Kind::missing || bytes.size() == source.position)
    return incomplete(bytes);

  // Without an information field the header's check sequence is that of the frame.
  const std::size_t control = source.position;
  const std::size_t header_end = control + 1 + check_sequence_size;
  const bool has_information = frame_size > header_end + check_sequence_size + flag_size;
  if (!has_information && frame_size != header_end + flag_size)
    return damaged(Fault::length, control + 1);
  if (has_information) {
    if (bytes.size() < header_end)
      return incomplete(bytes);
    if (!fcs16_fits(bytes.subspan(flag_size, header_end - flag_size)))
      return damaged(Fault::hcs, header_end);
  }

  if (bytes.size() < frame_size)
    return incomplete(bytes);
  const std::size_t fcs_end = frame_size - flag_size;
  if (bytes[fcs_end] != flag)
    return damaged(Fault::closing_flag, frame_size);
  if (!fcs16_fits(bytes.subspan(flag_size, fcs_end - flag_size)))
    return damaged(Fault::fcs, frame_size);

  Frame frame{};
  frame.bytes = bytes.first(frame_size);
  frame.destination = bytes.subspan(format_end, destination.position - format_end);
  frame.source = bytes.subspan(destination.position, control - destination.position);
  frame.control = bytes[control];
  if (has_information)
    frame.information = bytes.subspan(header_end, fcs_end - check_sequence_size - header_end);
  return {Candidate::Verdict::whole, frame_size, {}, frame};
}

/// Where the first flag is; the size of `bytes` where there is none.
std::size_t find_flag(Bytes bytes) {
  const void* found = bytes.empty() ? nullptr : std::memchr(bytes.data(), flag, bytes.size());
  return found ? static_cast<std::size_t>(static_cast<const std::uint8_t*>(found) - bytes.data())
               : bytes.size();
}

/// Where the frame begins that is whole first, if any is.
std::optional<std::size_t> first_whole_frame(Bytes bytes) {
  std::optional<std::size_t> first;
  std::size_t first_end = bytes.size() + 1;
  for (std::size_t begin = find_flag(bytes); begin < bytes.size();
       begin += flag_size + find_flag(bytes.subspan(begin + flag_size))) {
    const Candidate candidate = examine(bytes.subspan(begin));
    if (candidate.verdict == Candidate::Verdict::whole && begin + candidate.size < first_end) {
      first = begin;
      first_end = begin + candidate.size;
    }
  }
  return first;
}

} // namespace

std::optional<Event> Deframer::next(Bytes& stream) {
  for (;;) {
    fill_from(stream);
    skip_to_flag();
    if (pending().empty()) {
      if (stream.empty())
        return {};
      continue;
    }

    const Candidate candidate = examine(pending());
    if (candidate.verdict == Candidate::Verdict::no_frame) {
      drop(flag_size);
      continue;
    }
    const bool is_incomplete = candidate.verdict == Candidate::Verdict::incomplete;
    if (is_incomplete && !stream.empty())
      continue;
    const std::size_t overtaken_before = candidate.size - (is_incomplete ? 0 : 1);
    if (const auto other =
            first_whole_frame(pending().subspan(flag_size, overtaken_before - flag_size)))
      return reject(Fault::cut_off, flag_size + *other);
    if (candidate.verdict == Candidate::Verdict::whole)
      return deliver(candidate.frame);
    if (candidate.verdict == Candidate::Verdict::damaged)
      return reject(candidate.fault, candidate.size);
    if (!ended_)
      return {};
    if (candidate.size > flag_size)
      return reject(Fault::cut_off, candidate.size);
    drop(flag_size);
  }
}

/// Holds a frame of the largest size afterwards, or all that the stream has.
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

void Deframer::skip_to_flag() {
  drop(find_flag(pending()));
}

void Deframer::drop(std::size_t count) {
  begin_ += count;
  offset_ += count;
}

Event Deframer::deliver(Frame frame) {
  frame.offset = offset_;
  if (frame.offset > last_frame_end_)
    discarded_bytes_ += frame.offset - last_frame_end_;
  last_frame_end_ = frame.offset + frame.bytes.size();
  drop(frame.bytes.size() - flag_size);
  return frame;
}

Event Deframer::reject(Fault fault, std::size_t size) {
  const Rejection rejection{offset_, pending().first(size), fault};
  drop(flag_size);
  return rejection;
}

} // namespace kaifa::hdlc
