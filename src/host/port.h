#pragma once

#include "line_settings.h"
#include "waiting.h"
#include "wire/bytes.h"

#include <array>
#include <optional>
#include <string>

namespace kaifa {

/// Where the meter's bytes come from: a serial port, locked for this process alone; or a FIFO, a
/// regular file or standard input ("-"), read as they are.
class Port {
public:
  /// Waits for a serial port that another process has. Throws Failure and Interrupted.
  Port(std::string path, const LineSettings& settings, const Waiting& waiting, Deadline deadline);
  ~Port();
  Port(const Port&) = delete;
  Port& operator=(const Port&) = delete;

  /// The next bytes, as many as there are; none at the end of the input; nothing at all where the
  /// deadline comes first. They stay valid until the next call. Throws Failure and Interrupted.
  [[nodiscard]] std::optional<Bytes> read(Deadline deadline);

private:
  void lock(Deadline deadline);

  std::string path_;
  const Waiting& waiting_;
  UniqueFd fd_;
  bool is_terminal_ = false;
  std::array<std::uint8_t, 65536> buffer_;
};

} // namespace kaifa
