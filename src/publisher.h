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

/// Takes a reading to its destination: files, standard output, or both.
class Publisher {
public:
  /// Throws Failure if nothing could be written there.
  explicit Publisher(const Destination& destination);

  /// Replaces the files, and keeps what there is to print. Throws Failure.
  void publish(const Readout& readout);

  /// Keeps the dump of a frame that gave no reading, if the user asked for a dump.
  void publish_refused(Bytes frame, const ciphering::Key* key);

  /// Prints what was kept. Throws Failure and Interrupted.
  void print(const Waiting& waiting, Deadline deadline) const;

  /// Whether one of the files is this one.
  [[nodiscard]] bool writes_to(const Recording& recording) const;

private:
  /// A file and the part of the reading that goes into it; all of it if there is no part.
  struct Target {
    TextFile file;
    std::optional<Part> part;
  };

  std::vector<Target> targets_; ///< in the order in which they are written
  const Format* format_;        ///< of what is printed; nullptr if nothing is
  std::string to_print_;
};

} // namespace kaifa
