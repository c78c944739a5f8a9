#pragma once

#include "output/readout.h"

#include "sample_frames.h"

/// A reading, and all else that a run has of it.
class RunOfAFrame {
public:
  explicit RunOfAFrame(sample::Bytes frame);

  [[nodiscard]] kaifa::Reading& reading() { return reading_; }
  [[nodiscard]] kaifa::Statistics& statistics() { return statistics_; }
  /// With the meter's clock at 1692126605, received 1.250 s later, after 2.005 s.
  [[nodiscard]] kaifa::Readout readout() const;

private:
  sample::Bytes frame_;
  kaifa::Reader reader_;
  kaifa::Reading reading_;
  kaifa::Statistics statistics_;
  kaifa::CommonLabels labels_;
};
