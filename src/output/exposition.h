#pragma once

#include "metrics.h"

#include <string>

namespace kaifa {

/// Samples in the Prometheus text format, version 0.0.4: HELP and TYPE once per family, the common
/// labels first; a label of the sample overrides a common label of the same name. Label values are
/// escaped; bytes that are not printable ASCII, which only a garbled meter id could have, become
/// \xNN.
[[nodiscard]] std::string exposition(std::span<const Sample> samples, const CommonLabels& common);

/// All samples of a readout in the same format.
[[nodiscard]] std::string exposition(const Readout& readout);

} // namespace kaifa
