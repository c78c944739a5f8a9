#pragma once

#include "cli/options.h"
#include "host/textfile.h"
#include "host/waiting.h"
#include "output/readout.h"

#include <vector>

namespace kaifa {

/// Takes a reading to its destination: files, or standard output.
class Publisher {
public:
  /// Throws Failure if nothing could be written there.
  Publisher(const Destination& destination, const Waiting& waiting);

  /// Throws Failure and Interrupted.
  void publish(const Readout& readout) const;

  /// Dumps the frame that gave no reading, if the user asked for a dump.
  void publish_refused(Bytes frame, const ciphering::Key* key) const;

private:
  void write_files(const Readout& readout) const;

  const Waiting& waiting_;
  const Format* format_;        ///< of what is printed
  std::vector<TextFile> files_; ///< of the energy and of the reading, or one for both; else printed
};

} // namespace kaifa
