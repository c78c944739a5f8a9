#pragma once

#include "cli/options.h"
#include "host/recording.h"
#include "host/textfile.h"
#include "host/waiting.h"
#include "output/metrics.h"

#include <optional>
#include <string>
#include <vector>

namespace kaifa {

/// Delivers a reading to its destination: files, standard output, or both.
class Publisher {
public:
  /// Throws Failure if the destination cannot be written.
  explicit Publisher(const Destination& destination);

  /// Replaces the files, and keeps the text to print. Throws Failure.
  void publish(const Readout& readout);

  /// Keeps the dump of a frame that yielded no reading, if the user asked for a dump.
  void publish_refused(Bytes frame, const ciphering::Key* key);

  /// Prints the text that was kept. Throws Failure and Interrupted.
  void print(const Waiting& waiting, Deadline deadline) const;

  /// Whether one of the files is the recording.
  [[nodiscard]] bool writes_to(const Recording& recording) const;

private:
  /// A file and the part of the reading that goes into it; without a part, the whole reading.
  struct Target {
    TextFile file;
    std::optional<Part> part;
  };

  std::vector<Target> targets_; ///< in the order of writing
  const Format* format_;        ///< for standard output; nullptr if nothing is printed
  std::string to_print_;
};

} // namespace kaifa
