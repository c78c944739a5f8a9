#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace simulator {

/// The master's side of a pseudo-terminal, never blocking; the slave's side is the reader's.
/// Throws std::system_error.
class PseudoTerminal {
public:
  PseudoTerminal();
  ~PseudoTerminal();
  PseudoTerminal(const PseudoTerminal&) = delete;
  PseudoTerminal& operator=(const PseudoTerminal&) = delete;

  const std::string& slave_path() const { return slave_path_; }

  /// Gives how many bytes went out: 0 while nobody has the slave open or its buffer is full.
  std::size_t write(std::span<const std::uint8_t> bytes);

  /// A slave that is not raw sends back what it gets.
  void discard_echo();

  /// Whether somebody has the slave open and made it raw: what is written now is read as it is.
  bool has_raw_reader() const;

  bool is_slave_closed() const;

  /// Forgets what nobody has read, as a serial port does when it is closed.
  void discard_unread() const;

  /// Whether the reader of the slave has read everything, or there is no reader.
  bool is_drained() const;

private:
  int master_;
  std::string slave_path_;
};

} // namespace simulator
