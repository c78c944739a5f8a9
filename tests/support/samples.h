#pragma once

#include "exposition_parser.h"
#include "reference_decoder.h"

#include <map>
#include <string>
#include <string_view>

namespace support {

/// Values, as text, by metric name and labels: name{a="b",c="d"}, with labels in order of their
/// names and label values without escapes.
using Samples = std::map<std::string, std::string>;

/// All samples of a text in the exposition format, read by the strict parser. Throws
/// exposition_parser::Malformed.
[[nodiscard]] Samples
parse_samples(std::string_view exposition,
              exposition_parser::Numbers numbers = exposition_parser::Numbers::plain);

/// What a meter said in a frame; its clock is in UTC if the frame states no deviation. Each sample
/// has `labels`: name="value", as in the exposition format.
[[nodiscard]] Samples samples_of(const reference::Row& row, const std::string& labels = "");

/// The samples with what the frame said, without those on when and how the frame arrived.
[[nodiscard]] Samples said_by_meter(const Samples& samples);

/// The samples that kaifa_energy.prom holds, and the others.
[[nodiscard]] Samples energy_part(const Samples& samples);
[[nodiscard]] Samples reading_part(const Samples& samples);

/// One line for each sample, for messages of tests.
[[nodiscard]] std::string to_text(const Samples& samples);

} // namespace support
