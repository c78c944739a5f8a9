// Runs commands in turn, many times, and prints what each cost:
//
//   compare-processes RUNS COMMAND... -- COMMAND... [-- COMMAND...]
//
// One line for each: the least and the median processor time (user and system, microseconds), the
// median of its ratios to the first command in the same round, the largest peak memory (KiB).
// Standard output and standard error of the commands go to /dev/null; their status is ignored.
//
// A process inherits the peak memory of its parent. So this program is linked statically and avoids
// everything that needs memory.

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <span>

namespace {

constexpr std::size_t max_commands = 4;
constexpr std::size_t max_runs = 1000;

struct Cost {
  double cpu_us;
  double ratio; ///< relative to the first command in the same round
  long peak_kib;
};

std::array<char**, max_commands> commands;
std::array<std::array<Cost, max_runs>, max_commands> costs;

[[noreturn]] void fail(const char* what) {
  std::perror(what);
  std::exit(EXIT_FAILURE);
}

double microseconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec);
}

Cost run(char** command, const posix_spawn_file_actions_t& silence) {
  pid_t child = 0;
  if (const int error = posix_spawnp(&child, command[0], &silence, nullptr, command, environ)) {
    errno = error;
    fail(command[0]);
  }
  rusage usage{};
  int status = 0;
  if (wait4(child, &status, 0, &usage) != child)
    fail("wait4");
  return {microseconds(usage.ru_utime) + microseconds(usage.ru_stime), 0, usage.ru_maxrss};
}

/// Cuts the arguments at each "--".
std::size_t split(char** arguments) {
  std::size_t count = 0;
  for (bool at_start = true; *arguments; ++arguments) {
    if (std::strcmp(*arguments, "--") == 0) {
      *arguments = nullptr;
      at_start = true;
    } else if (at_start) {
      if (count == max_commands)
        fail("too many commands");
      commands[count++] = arguments;
      at_start = false;
    }
  }
  return count;
}

template <auto member>
auto median(std::span<Cost> values) {
  std::ranges::sort(values, {}, member);
  return values[values.size() / 2].*member;
}

} // namespace

int main(int argc, char** argv) {
  const std::size_t runs = argc > 2 ? std::strtoul(argv[1], nullptr, 10) : 0;
  if (runs == 0 || runs > max_runs) {
    std::fputs("usage: compare-processes RUNS COMMAND... -- COMMAND...\n", stderr);
    return EXIT_FAILURE;
  }
  const std::size_t count = split(argv + 2);

  posix_spawn_file_actions_t silence;
  posix_spawn_file_actions_init(&silence);
  posix_spawn_file_actions_addopen(&silence, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&silence, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  for (std::size_t i = 0; i < runs; ++i)
    for (std::size_t command = 0; command < count; ++command) {
      Cost& cost = costs[command][i];
      cost = run(commands[command], silence);
      cost.ratio = cost.cpu_us / costs[0][i].cpu_us;
    }

  for (std::size_t command = 0; command < count; ++command) {
    const std::span of_command(costs[command].data(), runs);
    const double least = std::ranges::min(of_command, {}, &Cost::cpu_us).cpu_us;
    const long peak = std::ranges::max(of_command, {}, &Cost::peak_kib).peak_kib;
    std::printf("%.0f %.0f %.3f %ld\n", least, median<&Cost::cpu_us>(of_command),
                median<&Cost::ratio>(of_command), peak);
  }
}
