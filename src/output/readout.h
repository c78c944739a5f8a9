#pragma once

#include "meter/ct_ratio.h"
#include "meter/reader.h"

#include <string>
#include <utility>
#include <vector>

namespace kaifa {

/// Labels that the user puts on every sample.
using CommonLabels = std::vector<std::pair<std::string, std::string>>;

/// Everything that goes into the output of a run: the reading, and what else is known about the
/// run.
struct Readout {
  const Reading& reading;
  const Statistics& statistics;
  Bytes frame;
  const CommonLabels& labels;
  std::optional<Clock> meter_clock;    ///< when the meter sent the frame
  std::optional<Clock> energy_clock;   ///< when the meter read its energy registers
  std::int64_t received_ms;            ///< Unix time of the frame's last byte
  std::int64_t duration_ms;            ///< from the start of the run to that byte
  CtRatio ct_ratio{};                  ///< already applied to the reading
  const ciphering::Key* key = nullptr; ///< key of a ciphered meter
  bool is_from_port = false;           ///< the reading is current; a file may be an old recording
};

} // namespace kaifa
