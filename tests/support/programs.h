#pragma once

#include "process.h"
#include "requirement.h"
#include "simulator/frame.h"

namespace support {

/// The path of a program under test, from this environment variable, which 'make check' sets.
/// Throws std::runtime_error if the variable is not set.
[[nodiscard]] std::string program_in(const char* variable);

/// kaifa-exporter with these arguments and this standard input, in UTC, and without the host's
/// configuration unless the arguments have a --config.
[[nodiscard]] Command exporter(std::vector<std::string> arguments, const std::string& input = "");

/// Whether the program waits for a port or for bytes: it watches signals, and sleeps. (An open port
/// would prove nothing: until exec, the child has the same files open as this process.)
[[nodiscard]] bool is_waiting(const Process& exporter);

/// A running kaifa-simulator. The destructor ends it.
class Simulator {
public:
  explicit Simulator(const std::vector<std::string>& arguments);

  /// The path of its pseudo-terminal.
  [[nodiscard]] const std::string& port() const { return port_; }

private:
  Process process_;
  std::string port_;
};

/// All bytes that a simulator with these arguments sends in `frames` frames. No process sends them:
/// a terminal that the simulator closes would lose what its reader has not taken yet.
[[nodiscard]] simulator::Bytes bytes_of_simulator(std::vector<std::string> arguments, int frames);

/// For Command::before_exec: makes root an ordinary user, or ends the child.
void become_ordinary_user();

/// Decorates a test case that runs this program: see needs().
[[nodiscard]] boost::unit_test::precondition needs_program(const std::string& name);

} // namespace support
