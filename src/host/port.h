#pragma once

#include "line_settings.h"
#include "waiting.h"
#include "wire/bytes.h"

#include <array>
#include <optional>
#include <string>

namespace kaifa {

/// The source of the meter's bytes: a serial port, locked for this process alone; or a FIFO, a
/// regular file or standard input ("-"), read as they are.
class Port {
public:
  /// Waits for a serial port that another process holds. Throws Failure and Interrupted.
  Port(std::string path, const LineSettings& settings, const Waiting& waiting, Deadline deadline);

  struct Read {
    enum class Kind { bytes, end, time_out };

    Kind kind;
    Bytes bytes = {}; ///< all available bytes; valid until the next read
  };

  /// The next bytes, the end of the input, or a time-out if the deadline passes first. Throws
  /// Failure and Interrupted.
  [[nodiscard]] Read read(Deadline deadline);

  /// True for a serial port; false for a FIFO, a file or a pipe.
  [[nodiscard]] bool is_terminal() const { return exclusive_.has_value(); }

  [[nodiscard]] bool is_regular_file() const { return is_regular_file_; }

  /// How long another process held the port.
  [[nodiscard]] Deadline::duration busy() const { return busy_; }

  /// Whether that process was another run of this program.
  [[nodiscard]] bool run_had_it() const { return run_had_it_; }

private:
  /// Keeps other programs from opening the terminal, until just before the terminal is closed.
  class ExclusiveMode {
  public:
    /// Throws std::system_error.
    explicit ExclusiveMode(int terminal);
    ~ExclusiveMode();
    ExclusiveMode(const ExclusiveMode&) = delete;
    ExclusiveMode& operator=(const ExclusiveMode&) = delete;

  private:
    int terminal_;
  };

  [[nodiscard]] UniqueFd open_path(Deadline deadline);
  void lock(Deadline deadline);

  std::string path_;
  const Waiting& waiting_;
  UniqueFd fd_;
  std::optional<ExclusiveMode> exclusive_; ///< only for a serial port
  Deadline::duration busy_{};
  bool run_had_it_ = false;
  bool is_regular_file_ = false;
  std::array<std::uint8_t, 65536> buffer_;
};

} // namespace kaifa
