#pragma once

#include "readout.h"

#include <string>

namespace kaifa {

/// A readout as one JSON object (RFC 8259) on one line. The names are those of the metrics without
/// `kaifa_`; energies are in kWh and kvarh, times as RFC 3339 has them. The net power is there too.
/// What the list did not carry is absent, and so are reasons for which no frame was rejected. Bytes
/// of a meter's text that are not printable ASCII stand as \xNN, escaped.
[[nodiscard]] std::string json(const Readout& readout);

} // namespace kaifa
