#include "targets.h"

#include "simulator/frame.h"
#include "wire/deframer.h"

#include <string>
#include <vector>

namespace fuzz {
namespace {

using kaifa::Frame;
using kaifa::Rejection;

std::string text(Bytes bytes) {
  return {bytes.begin(), bytes.end()};
}

/// Compares the two bytes after `checked`, low byte first, with a checksum computed bit by bit.
bool checksum_fits(Bytes checked) {
  const std::uint16_t crc = simulator::crc16_x25(checked);
  const std::uint8_t* behind = checked.data() + checked.size();
  return behind[0] == (crc & 0xff) && behind[1] == crc >> 8;
}

/// One or more frames 68 L L 68 ... checksum 16.
void require_proven_segments(Bytes frames) {
  constexpr std::size_t around = 6;
  while (!frames.empty()) {
    const std::size_t length = frames.size() > 1 ? frames[1] : 0;
    require(frames.size() >= length + around, "a segment is there to its end");
    require(frames[0] == 0x68 && frames[2] == length && frames[3] == 0x68,
            "a segment has its head");
    unsigned sum = 0;
    for (const std::uint8_t byte : frames.subspan(4, length))
      sum += byte;
    require(frames[4 + length] == sum % 0x100 && frames[5 + length] == 0x16, "checksum fits");
    frames = frames.subspan(length + around);
  }
}

void require_proven(const Frame& frame) {
  if (frame.bytes.front() == 0x68)
    return require_proven_segments(frame.bytes);
  constexpr std::size_t flags_and_fcs = 4;
  require(frame.bytes.front() == 0x7e && frame.bytes.back() == 0x7e, "a frame has its flags");
  require(checksum_fits(frame.bytes.subspan(1, frame.bytes.size() - flags_and_fcs)), "FCS fits");
  if (!frame.apdu.empty())
    require(checksum_fits(frame.bytes.subspan(1, frame.apdu_offset - 3)), "HCS fits");
}

/// One line for each event; the stream arrives in pieces of `piece` bytes.
std::vector<std::string> events(Bytes stream, std::size_t piece) {
  kaifa::Deframer deframer;
  std::vector<std::string> lines;
  const auto collect = [&](Bytes part) {
    while (const auto event = deframer.next(part)) {
      if (const auto* frame = std::get_if<Frame>(&*event)) {
        require_proven(*frame);
        lines.push_back("frame " + std::to_string(frame->offset) + text(frame->bytes));
      } else {
        const auto& rejection = std::get<Rejection>(*event);
        lines.push_back("rejection " + std::to_string(rejection.offset) + " " +
                        std::to_string(static_cast<int>(rejection.reason)));
      }
    }
  };
  for (; stream.size() > piece; stream = stream.subspan(piece))
    collect(stream.first(piece));
  collect(stream);
  deframer.end_of_stream();
  collect({});
  lines.push_back("discarded " + std::to_string(deframer.discarded_bytes()));
  return lines;
}

} // namespace

void deframer(Bytes input) {
  const auto whole = events(input, input.size() + 1);
  for (const std::size_t piece : {1U, 2U, 7U, 64U})
    require(events(input, piece) == whole, "any split gives the same events");
}

} // namespace fuzz
