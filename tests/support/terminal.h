#pragma once

#include "host/unique_fd.h"

#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include <termios.h>

namespace support {

/// A pseudo-terminal whose master this process holds: a serial port with a meter, or the screen of
/// a person. Like every terminal, it starts in cooked mode with echo. Throws std::system_error if a
/// system call fails, and std::runtime_error if a wait is in vain.
class Terminal {
public:
  Terminal();

  [[nodiscard]] const std::string& path() const { return path_; }

  /// A descriptor of the slave, which keeps the terminal alive.
  [[nodiscard]] kaifa::UniqueFd open_slave() const;

  [[nodiscard]] termios settings() const;

  /// Whether the terminal has been made raw.
  [[nodiscard]] bool is_raw() const { return (settings().c_lflag & ICANON) == 0; }

  /// Waits until the terminal has been made raw.
  void wait_for_raw_reader() const;

  /// Waits for `end`; meanwhile writes these bytes, once the terminal has been made raw.
  void write_when_raw(std::span<const std::uint8_t> bytes, const std::function<bool()>& end) const;

  /// Writes these bytes again and again until `end`: whoever opens a terminal discards what arrived
  /// before.
  void write_until(std::span<const std::uint8_t> bytes, const std::function<bool()>& end) const;

  void write(std::span<const std::uint8_t> bytes) const;

  /// What has been written to the slave, or echoed by it, since the last call.
  [[nodiscard]] std::string read() const;

  /// Unplugs the port.
  void close() { master_ = kaifa::UniqueFd(); }

private:
  kaifa::UniqueFd master_;
  std::string path_;
};

} // namespace support
