#pragma once

#include "host/line_settings.h"
#include "meter/ct_ratio.h"
#include "meter/reading.h"
#include "output/formats.h"

#include <chrono>
#include <optional>
#include <string>

namespace kaifa {

/// The destination of a reading: files in a directory, one file or no file, and standard output if
/// `prints`.
struct Destination {
  enum class Files { none, textfile_dir, output };

  Files files = Files::textfile_dir;
  std::string textfile_dir = "/var/lib/prometheus/node-exporter";
  std::string name = "kaifa"; ///< base name of the files in that directory
  std::string output;         ///< path of the single file
  bool prints = false;
  const Format* format = format_named("prom"); ///< for standard output
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
  Wiring wiring = Wiring::unknown;     ///< for a three-phase meter whose type does not say
  std::optional<std::string> record;   ///< path of a new file for every byte of the run
  std::optional<std::string> key_file; ///< path; for a ciphered meter
  bool verbose = false;
  bool help = false;
  bool version = false;
};

/// The runs with the same --name that wait for the same list. The failure file of a job,
/// NAME_failure.prom or NAME_energy_failure.prom, shows Prometheus why the last run failed.
struct Job {
  std::string textfile_dir;
  std::string name;
  int list;
  CommonLabels labels;
};

/// The job of a run; only a run that writes into a textfile directory has one.
[[nodiscard]] inline std::optional<Job> job_of(const Options& options) {
  const Destination& destination = options.destination;
  if (destination.files != Destination::Files::textfile_dir)
    return {};
  return Job{destination.textfile_dir, destination.name, options.list, options.labels};
}

} // namespace kaifa
