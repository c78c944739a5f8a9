#include "simulator/frame.h"
#include "support/reading_rows.h"
#include "support/reference_push.h"
#include "targets.h"

#include <set>
#include <string>

namespace fuzz {

void list(Bytes input) {
  constexpr std::size_t longest = 2000;
  if (input.empty() || input.size() > longest)
    return;
  const simulator::Bytes frame = simulator::hdlc_frame(input);

  kaifa::Reader reader;
  Bytes stream(frame);
  const auto event = reader.next(stream);
  require(event.has_value(), "a whole frame is an event");
  const auto* reception = std::get_if<kaifa::Reception>(&*event);
  // The decoders differ on impossible clocks and on registers beyond any meter.
  if (reception && rows::has_impossible_clock(reception->reading))
    return;
  const auto* rejection = std::get_if<kaifa::Rejection>(&*event);
  if (rejection && rejection->why().find("beyond any meter") != std::string::npos)
    return;

  auto expected = reference::decode(frame);
  constexpr std::size_t llc_header_size = 3;
  if (expected.empty() && input.size() > llc_header_size) {
    expected = reference::decode_plaintext(input.subspan(llc_header_size));
    // The number of its elements makes a list one of KFM_001, whatever the elements are.
    const std::set<std::string> of_kfm001 = {"1", "9", "13", "14", "18", "36"};
    std::erase_if(expected, [&](const reference::Row& row) {
      return of_kfm001.contains(row.at("elements"));
    });
  }
  require(expected.empty() == !reception, "both decoders accept, or both refuse");
  if (reception)
    require(rows::difference(rows::of(frame), expected).empty(), "both decoders read the same");
}

} // namespace fuzz
