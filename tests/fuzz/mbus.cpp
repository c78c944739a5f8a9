#include "simulator/push.h"
#include "support/reference_push.h"
#include "targets.h"
#include "wire/deframer.h"

#include <algorithm>
#include <vector>

namespace fuzz {
namespace {

/// Takes as many bytes as a length byte says, or all that are left.
Bytes take_part(Bytes& input, std::size_t longest = 0xff) {
  const std::size_t size = std::min<std::size_t>({input[0], longest, input.size() - 1});
  const Bytes part = input.subspan(1, size);
  input = input.subspan(1 + size);
  return part;
}

/// A stream of frames with correct sums, cut short or not, with other bytes between them. The first
/// byte of each part of the input says what the part becomes.
simulator::Bytes stream_of(Bytes input) {
  constexpr std::uint8_t ci_mask = 0x1f;
  constexpr std::uint8_t is_cut = 0x20;
  constexpr std::uint8_t is_noise = 0x40;
  constexpr std::size_t longest_segment = 250;
  simulator::Bytes stream;
  while (input.size() > 1) {
    const std::uint8_t what = input[0];
    input = input.subspan(1);
    const Bytes part = take_part(input, longest_segment);
    simulator::Bytes bytes(part.begin(), part.end());
    if (!(what & is_noise))
      bytes = simulator::mbus_frame(what & ci_mask, part);
    if (what & is_cut && !input.empty()) {
      bytes.resize(std::min<std::size_t>(bytes.size(), input[0]));
      input = input.subspan(1);
    }
    stream.insert(stream.end(), bytes.begin(), bytes.end());
  }
  return stream;
}

} // namespace

void mbus(Bytes input) {
  constexpr std::size_t longest = 2000;
  if (input.size() > longest)
    return;
  const simulator::Bytes stream = stream_of(input);
  deframer(stream);

  kaifa::Deframer deframer;
  std::vector<simulator::Bytes> messages;
  const auto collect = [&](Bytes bytes) {
    while (const auto event = deframer.next(bytes))
      if (const auto* frame = std::get_if<kaifa::Frame>(&*event))
        messages.emplace_back(frame->apdu.begin(), frame->apdu.end());
  };
  collect(stream);
  deframer.end_of_stream();
  collect({});
  // The second decoder of pushes knows no other frames.
  const bool may_have_hdlc = std::ranges::find(stream, 0x7e) != stream.end();
  require(may_have_hdlc || messages == reference::pushes_in(stream),
          "both decoders find the same messages");
}

} // namespace fuzz
