#pragma once

#include "process.h"
#include "requirement.h"
#include "simulator/frame.h"

namespace support {

/// The path of a program under test, which 'make check' puts into this environment variable.
[[nodiscard]] std::string program_in(const char* variable);

/// kaifa-exporter with these arguments: in UTC, and without the configuration of this host unless
/// they have a --config.
[[nodiscard]] Command exporter(std::vector<std::string> arguments);

/// Whether it waits for a port or for bytes: it watches signals, and sleeps. (An open port would
/// say less: until the program begins, the child has open what this process has open.)
[[nodiscard]] bool is_waiting(const Process& exporter);

/// A meter of kaifa-simulator on a pseudo-terminal, which lives as long as this.
class Simulator {
public:
  explicit Simulator(const std::vector<std::string>& arguments);

  [[nodiscard]] const std::string& port() const { return port_; }

private:
  Process process_;
  std::string port_;
};

/// All that a meter sends in `frames` frames. A simulator with the same arguments sends the same
/// again.
[[nodiscard]] simulator::Bytes bytes_of_simulator(std::vector<std::string> arguments, int frames);

/// For Command::before_exec: makes root, who may do everything, an ordinary user.
void become_ordinary_user();

/// Decorates a test case that runs this program: see needs().
[[nodiscard]] boost::unit_test::precondition needs_program(const std::string& name);

} // namespace support
