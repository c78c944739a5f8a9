#include "cli/command_line.h"
#include "cli/option_table.h"
#include "exporter.h"
#include "failure.h"
#include "host/textfile.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>

namespace {

using namespace kaifa;

/// A file that is opened must not take the place of a closed standard stream. In its place comes
/// one that fails when it is used.
void open_standard_streams() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (fcntl(fd, F_GETFD) < 0)
      (void)open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

int fail(ExitStatus status, const std::string& message) {
  fmt::print(stderr, "kaifa-exporter: {}\n", message);
  return static_cast<int>(status);
}

void print(const std::string& text) {
  if (!write_all(STDOUT_FILENO, text))
    throw Failure(ExitStatus::cannot_create,
                  fmt::format("cannot write to standard output: {}", std::strerror(errno)));
}

void run(int argc, char** argv, Deadline start) {
  const Options options = parse_options(argc, argv);
  if (options.help)
    return print(help_text());
  if (options.version)
    return print("kaifa-exporter " KAIFA_VERSION "\n");
  const Waiting waiting;
  kaifa::run(options, waiting, start);
}

} // namespace

int main(int argc, char** argv) {
  const Deadline start = std::chrono::steady_clock::now();
  open_standard_streams();
  std::signal(SIGXFSZ, SIG_IGN); // so that a limit on the size of files is an error like others
  try {
    run(argc, argv, start);
    return static_cast<int>(ExitStatus::ok);
  } catch (const Failure& error) {
    return fail(error.status, error.what());
  } catch (const Interrupted&) {
    // The signal was pending until Waiting went and has ended the process by now.
    return fail(ExitStatus::software, "a signal came and did not end the process");
  } catch (const std::exception& error) {
    return fail(ExitStatus::software,
                fmt::format("this is a bug, please report it: {}", error.what()));
  }
}
