#pragma once

#include "failure.h"
#include "meter/reader.h"
#include "options.h"

#include <string>
#include <vector>

namespace kaifa {

/// Looks at what comes from the port, for the case that it never makes the list asked for.
class Diagnosis {
public:
  void watch_bytes(Bytes bytes);
  void watch(const Reader::Event& event);

  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

  /// The last whole frame that was refused, else the last damaged one; empty where there was none.
  [[nodiscard]] Bytes refused_frame() const { return refused_frame_; }

  /// Why the list asked for did not come: silence, noise, damage, another protocol, other lists;
  /// and what to try. `input_ended`: the file or pipe was read to its end before the deadline.
  [[nodiscard]] Failure no_reading(const Options& options, const Statistics& statistics,
                                   bool input_ended) const;

private:
  std::uint64_t bytes_ = 0;
  std::vector<std::uint8_t> first_bytes_;
  std::vector<std::uint8_t> refused_frame_;
  std::string why_refused_; ///< a whole frame; empty where none was
  std::optional<cosem::DateTime> clock_;
};

} // namespace kaifa
