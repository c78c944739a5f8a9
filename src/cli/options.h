#pragma once

#include "meter/reading.h"
#include "output/exposition.h"
#include "host/line_settings.h"

#include <chrono>
#include <optional>
#include <string>

namespace kaifa {

enum class Format { prom, text, dump };

/// Where the reading goes: files in a directory, one file, or standard output.
struct Destination {
  enum class Kind { textfile_dir, output, standard_output };

  Kind kind = Kind::textfile_dir;
  std::string textfile_dir = "/var/lib/prometheus/node-exporter";
  std::string name = "kaifa"; ///< of the files in that directory
  std::string output;         ///< path of the one file
  Format format = Format::prom;
};

struct Options {
  std::string device = "/dev/ttyUSB0";
  LineSettings line;
  int list = 2;
  std::chrono::seconds timeout{};
  Destination destination;
  CommonLabels labels;
  std::optional<std::string> timezone;
  Wiring wiring = Wiring::unknown; ///< of a three-phase meter whose type does not tell
  bool verbose = false;
  bool help = false;
  bool version = false;
};

} // namespace kaifa
