#pragma once

#include "exit_status.h"
#include "meter/reader.h"
#include "options.h"

#include <stdexcept>
#include <string>
#include <vector>

namespace kaifa {

/// The deadline passed, or the input ended, without the list asked for; why, and what to try.
class NoReading : public std::runtime_error {
public:
  NoReading(ExitStatus exit_status, const std::string& message)
      : std::runtime_error(message), status(exit_status) {}

  ExitStatus status;
};

/// Looks at what comes from the port, for the case that it never makes the list asked for.
class Diagnosis {
public:
  void watch_bytes(Bytes bytes);
  void watch(const Reader::Event& event);

  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

  /// The last whole frame that was refused, else the last damaged one; empty where there was none.
  [[nodiscard]] Bytes refused_frame() const { return refused_frame_; }

  /// Says which it was: silence, noise, damage, another protocol, other lists; and what to try.
  /// `input_ended` tells a file or pipe that is through from a deadline that has passed.
  [[nodiscard]] NoReading no_reading(const Options& options, const Statistics& statistics,
                                     bool input_ended) const;

private:
  std::uint64_t bytes_ = 0;
  std::vector<std::uint8_t> first_bytes_;
  std::vector<std::uint8_t> refused_frame_;
  std::string why_refused_; ///< a whole frame; empty where none was
  std::optional<cosem::DateTime> clock_;
};

} // namespace kaifa
