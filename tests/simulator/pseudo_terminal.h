#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace simulator {

/// The master side of a pseudo-terminal, which never blocks; the reader has the slave side.
/// Throws std::system_error.
class PseudoTerminal {
public:
  PseudoTerminal();
  ~PseudoTerminal();
  PseudoTerminal(const PseudoTerminal&) = delete;
  PseudoTerminal& operator=(const PseudoTerminal&) = delete;

  const std::string& slave_path() const { return slave_path_; }

  /// Returns the number of bytes sent: 0 if nobody has the slave open or its buffer is full.
  std::size_t write(std::span<const std::uint8_t> bytes);

  /// Discards what the slave has echoed, as it does if it is not raw.
  void discard_echo();

  /// Whether a reader has opened the slave and made it raw, so that bytes are read as written.
  bool has_raw_reader() const;

  bool is_slave_closed() const;

  /// Discards what nobody has read, as a serial port does when it is closed.
  void discard_unread() const;

  /// Whether the reader of the slave has read everything, or there is no reader.
  bool is_drained() const;

private:
  int master_;
  std::string slave_path_;
};

} // namespace simulator
