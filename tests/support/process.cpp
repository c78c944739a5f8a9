#include "process.h"

#include "formatted.h"
#include "pipe.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>

namespace support {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds look_again_after(2);

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::system_category(), what);
}

[[noreturn]] void become(const Command& command, const Pipe& in, const Pipe& out, const Pipe& err) {
  constexpr int cannot_start = 127;
  dup2(in.reader.get(), STDIN_FILENO);
  dup2(out.writer.get(), STDOUT_FILENO);
  dup2(err.writer.get(), STDERR_FILENO);
  std::vector<char*> arguments;
  for (const std::string& argument : command.arguments)
    arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  for (const auto& [name, value] : command.environment)
    setenv(name.c_str(), value.c_str(), 1);
  // A child that becomes another user here may have no access to the directory of the program.
  const int program = open(arguments.front(), O_PATH | O_CLOEXEC);
  if (command.before_exec)
    command.before_exec();
  fexecve(program, arguments.data(), environ);
  execvp(arguments.front(), arguments.data());
  std::perror(arguments.front());
  _exit(cannot_start);
}

std::chrono::microseconds duration_of(const timeval& time) {
  return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
}

/// Takes what is available; closes at the end.
void take(kaifa::UniqueFd& from, std::string& to) {
  std::array<char, 65536> block;
  const ssize_t count = read(from.get(), block.data(), block.size());
  if (count < 0)
    fail("read");
  to.append(block.data(), static_cast<std::size_t>(count));
  if (count == 0)
    from = kaifa::UniqueFd();
}

/// Writes what there is room for; closes at the end.
void give(kaifa::UniqueFd& to, std::string& from) {
  const ssize_t count = from.empty() ? 0 : write(to.get(), from.data(), from.size());
  const bool nobody_reads = count < 0 && errno == EPIPE;
  if (count < 0 && !nobody_reads)
    fail("write");
  from.erase(0, nobody_reads ? std::string::npos : static_cast<std::size_t>(count));
  if (from.empty())
    to = kaifa::UniqueFd();
}

} // namespace

void wait_until(std::string_view what, const std::function<bool()>& condition) {
  const auto limit = steady_clock::now() + generous_limit;
  while (!condition()) {
    if (steady_clock::now() > limit)
      throw std::runtime_error(kaifa::formatted("waited in vain: {}", what));
    std::this_thread::sleep_for(look_again_after);
  }
}

Process::Process(const Command& command) : input_(command.input) {
  signal(SIGPIPE, SIG_IGN);
  Pipe in, out, err;
  id_ = fork();
  if (id_ < 0)
    fail("fork");
  if (id_ == 0) {
    for (const int ignored_here_perhaps : {SIGPIPE, SIGINT, SIGQUIT, SIGHUP, SIGTERM})
      signal(ignored_here_perhaps, SIG_DFL);
    become(command, in, out, err);
  }
  in_ = std::move(in.writer);
  out_ = std::move(out.reader);
  err_ = std::move(err.reader);
  fcntl(in_.get(), F_SETFL, O_NONBLOCK);
}

Process::~Process() {
  if (ended_)
    return;
  kill(id_, SIGKILL);
  waitpid(id_, nullptr, 0);
}

void Process::send(int signal) const {
  if (kill(id_, signal) != 0)
    fail("kill");
}

bool Process::has_open(const std::string& path) const {
  std::error_code gone;
  for (const auto& fd :
       std::filesystem::directory_iterator(kaifa::formatted("/proc/{}/fd", id_), gone))
    if (std::filesystem::read_symlink(fd.path(), gone) == path)
      return true;
  return false;
}

long Process::peak_memory_kib() const {
  std::ifstream file(kaifa::formatted("/proc/{}/status", id_));
  const std::string name = "VmHWM:";
  for (std::string line; std::getline(file, line);)
    if (line.starts_with(name))
      return std::stol(line.substr(name.size()));
  return 0;
}

/// Compares the letter in /proc/PID/stat, after the name in parentheses.
bool Process::is_in_state(char state) const {
  std::ifstream file(kaifa::formatted("/proc/{}/stat", id_));
  std::string line;
  std::getline(file, line);
  return line.find(kaifa::formatted(") {} ", state)) != std::string::npos;
}

/// Moves bytes through the pipes; false once all of them are closed.
bool Process::exchange(milliseconds timeout) {
  std::array<pollfd, 3> pipes = {
      {{in_.get(), POLLOUT, 0}, {out_.get(), POLLIN, 0}, {err_.get(), POLLIN, 0}}};
  if (!in_ && !out_ && !err_)
    return false;
  if (poll(pipes.data(), pipes.size(), static_cast<int>(timeout.count())) < 0 && errno != EINTR)
    fail("poll");
  if (pipes[0].revents)
    give(in_, input_);
  if (pipes[1].revents)
    take(out_, outcome_.out);
  if (pipes[2].revents)
    take(err_, outcome_.err);
  return true;
}

Outcome Process::wait() {
  const auto limit = steady_clock::now() + generous_limit;
  while (exchange(milliseconds(100)))
    if (steady_clock::now() > limit)
      throw std::runtime_error("a process does not end; so far it printed " + outcome_.err);
  int status = 0;
  rusage usage{};
  if (wait4(id_, &status, 0, &usage) < 0)
    fail("wait4");
  ended_ = true;
  if (WIFEXITED(status))
    outcome_.status = WEXITSTATUS(status);
  else
    outcome_.signal = WTERMSIG(status);
  outcome_.left_core_dump = WIFSIGNALED(status) && WCOREDUMP(status);
  outcome_.processor_time = duration_of(usage.ru_utime) + duration_of(usage.ru_stime);
  return outcome_;
}

void Process::wait_for_output(std::string_view text) {
  wait_for(text, outcome_.out);
}

void Process::wait_for_error(std::string_view text) {
  wait_for(text, outcome_.err);
}

void Process::wait_for(std::string_view text, const std::string& in) {
  wait_until(text, [&] {
    const bool open = exchange(milliseconds(0));
    if (in.find(text) != std::string::npos)
      return true;
    if (!open)
      throw std::runtime_error(
          kaifa::formatted("a process ended without {:?}: {}", text, outcome_.err));
    return false;
  });
}

Outcome run(const Command& command) {
  return Process(command).wait();
}

bool has_program(const std::string& name) {
  const char* path = std::getenv("PATH");
  std::istringstream directories(path ? path : "");
  for (std::string directory; std::getline(directories, directory, ':');)
    if (access((directory + "/" + name).c_str(), X_OK) == 0)
      return true;
  return false;
}

} // namespace support
