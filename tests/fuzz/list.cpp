#include "output/dump.h"
#include "output/exposition.h"
#include "simulator/frame.h"
#include "support/hex.h"
#include "support/reading_rows.h"
#include "support/reference_push.h"
#include "support/run_of_a_frame.h"
#include "support/samples.h"
#include "targets.h"

#include <set>
#include <string>

namespace fuzz {
namespace {

/// What is printed of the reading, except for its voltages, whose names depend on the wires, and
/// its clocks, which depend on the zone.
support::Samples printed(const kaifa::Reception& reception, const kaifa::Statistics& statistics,
                         const kaifa::CommonLabels& labels) {
  return support::parse_samples(kaifa::exposition(readout_of(reception, statistics, labels)));
}
support::Samples without_voltages_and_clocks(support::Samples samples) {
  samples = support::said_by_meter(samples);
  std::erase_if(samples, [](const auto& sample) {
    return sample.first.starts_with("kaifa_voltage_") ||
           sample.first.find("_clock_") != std::string::npos;
  });
  return samples;
}

} // namespace

void list(Bytes input) {
  constexpr std::size_t longest = 2000;
  if (input.empty() || input.size() > longest)
    return;
  const simulator::Bytes frame = simulator::hdlc_frame(input);
  require(support::bytes_of_dump(kaifa::dump(frame, nullptr)) == frame,
          "a dump shows each byte once");

  kaifa::Reader reader;
  Bytes stream(frame);
  const auto event = reader.next(stream);
  require(event.has_value(), "a whole frame is an event");
  if (const auto* rejection = std::get_if<kaifa::Rejection>(&*event)) {
    const auto& error = rejection->error;
    require(error && error->offset <= frame.size(), "an error points into the frame");
    require(!error->message().empty(), "an error says what is wrong");
    // The decoders differ on registers too great for any meter.
    if (error->message().find("beyond any meter") != std::string::npos)
      return;
  }
  const auto* reception = std::get_if<kaifa::Reception>(&*event);
  // The decoders differ on impossible clocks.
  if (reception && rows::has_impossible_clock(reception->reading))
    return;

  auto expected = reference::decode(frame);
  constexpr std::size_t llc_header_size = 3;
  if (expected.empty() && input.size() > llc_header_size) {
    expected = reference::decode_plaintext(input.subspan(llc_header_size));
    // The number of its elements makes a list a KFM_001 list, whatever the elements are.
    const std::set<std::string> of_kfm001 = {"1", "9", "13", "14", "18", "36"};
    std::erase_if(expected, [&](const reference::Row& row) {
      return of_kfm001.contains(row.at("elements"));
    });
  }
  require(expected.empty() == !reception, "both decoders accept, or both refuse");
  if (!reception)
    return;
  require(rows::difference(rows::of(frame), expected).empty(), "both decoders read the same");
  require(
      without_voltages_and_clocks(
          printed(*reception, reader.statistics(), {{"house", "\"a\\b\"\n"}})) ==
          without_voltages_and_clocks(support::samples_of(expected[0], R"(house="\"a\\b\"\n")")),
      "what was read is printed");
}

} // namespace fuzz
