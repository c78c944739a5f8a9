#pragma once

#include "output/readout.h"

#include "sample_frames.h"

/// A readout without times.
[[nodiscard]] kaifa::Readout readout_of(const kaifa::Reception& reception,
                                        const kaifa::Statistics& statistics,
                                        const kaifa::CommonLabels& labels);

/// The reading of a frame, and everything else that a run knows about the frame.
class RunOfAFrame {
public:
  explicit RunOfAFrame(sample::Bytes frame);

  [[nodiscard]] kaifa::Reading& reading() { return reading_; }
  [[nodiscard]] kaifa::Statistics& statistics() { return statistics_; }
  [[nodiscard]] kaifa::CommonLabels& labels() { return labels_; }
  /// The meter's clock shows Unix time 1692126605; the frame arrived 1.250 s later, 2.005 s after
  /// the start of the run.
  [[nodiscard]] kaifa::Readout readout() const;

private:
  sample::Bytes frame_;
  kaifa::Reader reader_;
  kaifa::Reading reading_;
  kaifa::Statistics statistics_;
  kaifa::CommonLabels labels_;
};
