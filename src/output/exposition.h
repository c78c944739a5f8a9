#pragma once

#include "metrics.h"

#include <string>
#include <utility>

namespace kaifa {

/// Labels that the user puts on every sample.
using CommonLabels = std::vector<std::pair<std::string, std::string>>;

/// Samples in the Prometheus text format, version 0.0.4: HELP and TYPE once for each family, the
/// common labels first. Values of labels are escaped; their bytes that are not printable ASCII,
/// which only a garbled meter id could have, stand as \xNN.
[[nodiscard]] std::string exposition(std::span<const Sample> samples, const CommonLabels& common);

} // namespace kaifa
