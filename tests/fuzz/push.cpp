#include "simulator/push.h"
#include "support/reading_rows.h"
#include "support/reference_push.h"
#include "targets.h"

namespace fuzz {

void push(Bytes input) {
  constexpr std::size_t longest = 3000;
  if (input.size() > longest)
    return;
  const simulator::Ciphering ciphering{};
  simulator::Bytes stream;
  for (const auto& frame :
       simulator::mbus_frames(simulator::general_glo_ciphering(input, ciphering)))
    stream.insert(stream.end(), frame.begin(), frame.end());
  const kaifa::ciphering::Key key{std::span(ciphering.key)};
  require(rows::difference(rows::of(stream, &key), reference::decode_pushes(stream, ciphering.key))
              .empty(),
          "both decoders read the same");
}

} // namespace fuzz
