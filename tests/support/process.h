#pragma once

#include "host/unique_fd.h"

#include <chrono>
#include <csignal>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace support {

/// More time than anything here needs.
inline constexpr std::chrono::seconds generous_limit(30);

/// Polls until `condition` holds. Throws std::runtime_error, which names `what` was awaited, after
/// the generous limit.
void wait_until(std::string_view what, const std::function<bool()>& condition);

/// What to start.
struct Command {
  std::vector<std::string> arguments; ///< the program first: a path, or a name in PATH
  std::string input = {};             ///< written to standard input, a pipe
  std::map<std::string, std::string> environment = {}; ///< added to the tests' own
  std::function<void()> before_exec = {}; ///< called in the child: umask, signals, user
};

/// How a process ended.
struct Outcome {
  int status = -1; ///< -1 if a signal ended it
  int signal = 0;
  bool left_core_dump = false;
  std::string out;
  std::string err;
  std::chrono::microseconds processor_time{};
};

/// A child process whose standard streams are pipes. The destructor kills it if it is still
/// running. Throws std::system_error if a system call fails.
class Process {
public:
  explicit Process(const Command& command);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  [[nodiscard]] pid_t id() const { return id_; }
  void send(int signal) const;
  /// The most memory that the process has had so far; 0 once it has ended.
  [[nodiscard]] long peak_memory_kib() const;
  [[nodiscard]] bool has_open(const std::string& path) const;
  [[nodiscard]] bool is_asleep() const { return is_in_state('S'); }
  [[nodiscard]] bool is_stopped() const { return is_in_state('T'); }
  [[nodiscard]] bool has_ended() const { return is_in_state('Z'); }

  /// Writes all of standard input and closes it, and collects what the program prints until it
  /// ends. Throws std::runtime_error if the program does not end within the generous limit.
  Outcome wait();

  /// Wait until the program has printed `text`. Throw std::runtime_error if the program ends first,
  /// or after the generous limit.
  void wait_for_output(std::string_view text);
  void wait_for_error(std::string_view text);
  [[nodiscard]] const std::string& output() const { return outcome_.out; }
  [[nodiscard]] const std::string& error_output() const { return outcome_.err; }

private:
  [[nodiscard]] bool is_in_state(char state) const;
  [[nodiscard]] bool exchange(std::chrono::milliseconds timeout);
  void wait_for(std::string_view text, const std::string& in);

  pid_t id_ = -1;
  kaifa::UniqueFd in_, out_, err_;
  std::string input_;
  Outcome outcome_;
  bool ended_ = false;
};

[[nodiscard]] Outcome run(const Command& command);

/// Whether PATH has such a program.
[[nodiscard]] bool has_program(const std::string& name);

} // namespace support
