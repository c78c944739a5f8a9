#pragma once

#include "metrics.h"

#include <string>

namespace kaifa {

/// Samples in the Prometheus text format, version 0.0.4: HELP and TYPE once for each family, the
/// common labels first; a label of the sample wins over a common one of the same name. Values of
/// labels are escaped; bytes of a meter's text that are not printable ASCII, which only a garbled
/// meter id could have, stand as \xNN.
[[nodiscard]] std::string exposition(std::span<const Sample> samples, const CommonLabels& common);

/// All samples of a readout in that format.
[[nodiscard]] std::string exposition(const Readout& readout);

} // namespace kaifa
