#pragma once

#include "meter/clocks.h"
#include "meter/ct_ratio.h"
#include "meter/reader.h"

#include <string>
#include <utility>
#include <vector>

namespace kaifa {

/// Labels that the user puts on every sample.
using CommonLabels = std::vector<std::pair<std::string, std::string>>;

/// All that the output of a run is made of: what was read, and what is known beside it.
struct Readout {
  const Reading& reading;
  const Statistics& statistics;
  Bytes frame;
  const CommonLabels& labels;
  std::optional<Clock> meter_clock;    ///< when the meter sent the frame
  std::optional<Clock> energy_clock;   ///< of the energy registers
  std::int64_t received_ms;            ///< Unix time of the frame's last byte
  std::int64_t duration_ms;            ///< from the start of the run to that byte
  CtRatio ct_ratio{};                  ///< by which the reading has been multiplied
  const ciphering::Key* key = nullptr; ///< of a ciphered meter
  bool is_from_port = false;           ///< of now; a file may be a recording of another time
};

} // namespace kaifa
