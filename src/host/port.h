#pragma once

#include "line_settings.h"
#include "waiting.h"
#include "wire/bytes.h"

#include <array>
#include <string>

namespace kaifa {

/// The source of the meter's bytes: a serial port, locked for this process alone; or a FIFO, a
/// regular file or standard input ("-"), read as they are.
class Port {
public:
  /// Waits for a serial port that another process has. Throws Failure and Interrupted.
  Port(std::string path, const LineSettings& settings, const Waiting& waiting, Deadline deadline);
  ~Port();
  Port(const Port&) = delete;
  Port& operator=(const Port&) = delete;

  struct Read {
    enum class Kind { bytes, end, time_out };

    Kind kind;
    Bytes bytes = {}; ///< all that are there; valid until the next read
  };

  /// The next bytes, the end of the input, or a time-out if the deadline passes first. Throws
  /// Failure and Interrupted.
  [[nodiscard]] Read read(Deadline deadline);

  /// True for a serial port; false for a FIFO, a file or a pipe.
  [[nodiscard]] bool is_terminal() const { return is_terminal_; }

  /// For how long another process had the port.
  [[nodiscard]] Deadline::duration busy() const { return busy_; }

private:
  void lock(Deadline deadline);

  std::string path_;
  const Waiting& waiting_;
  UniqueFd fd_;
  bool is_terminal_ = false;
  Deadline::duration busy_{};
  std::array<std::uint8_t, 65536> buffer_;
};

} // namespace kaifa
