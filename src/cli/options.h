#pragma once

#include "host/line_settings.h"
#include "meter/ct_ratio.h"
#include "meter/reading.h"
#include "output/formats.h"

#include <chrono>
#include <optional>
#include <string>

namespace kaifa {

/// The destination of a reading: files in a directory, one file, or standard output.
struct Destination {
  enum class Kind { textfile_dir, output, standard_output };

  Kind kind = Kind::textfile_dir;
  std::string textfile_dir = "/var/lib/prometheus/node-exporter";
  std::string name = "kaifa";                  ///< of the files in that directory
  std::string output;                          ///< path of the one file
  const Format* format = format_named("prom"); ///< of what is printed
};

struct Options {
  std::string device; ///< a path, or - for standard input
  LineSettings line;
  int list = 2;
  std::chrono::seconds timeout{};
  Destination destination;
  CommonLabels labels;
  std::optional<std::string> timezone;
  CtRatio ct_ratio;
  Wiring wiring = Wiring::unknown;     ///< of a three-phase meter whose type does not tell
  std::optional<std::string> record;   ///< path of a new file for every byte of the run
  std::optional<std::string> key_file; ///< of a ciphered meter
  bool verbose = false;
  bool help = false;
  bool version = false;
};

} // namespace kaifa
