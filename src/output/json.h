#pragma once

#include "readout.h"

#include <string>

namespace kaifa {

/// A readout as one JSON object (RFC 8259) on one line. The names are those of the metrics without
/// `kaifa_`; energies are in kWh and kvarh, times in the format of RFC 3339. The net power is
/// added. A value that the list did not contain is absent, and so is a reason for which no frame
/// was rejected. Bytes of a meter's text that are not printable ASCII become \xNN, escaped.
[[nodiscard]] std::string json(const Readout& readout);

} // namespace kaifa
