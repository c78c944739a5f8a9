#include "cli/command_line.h"
#include "cli/option_table.h"
#include "exporter.h"
#include "failure.h"
#include "failure_file.h"
#include "formatted.h"
#include "host/standard_streams.h"
#include "version.h"

#include <fcntl.h>
#include <unistd.h>

#include <csignal>

namespace {

using namespace kaifa;

/// Gives each closed standard stream a descriptor that fails when used. Otherwise the next file
/// that the program opens would become that stream.
void open_standard_streams() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (fcntl(fd, F_GETFD) < 0)
      (void)open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

std::string message(std::string_view text) {
  return formatted("kaifa-exporter: {}\n", text);
}

ExitStatus run(int argc, char** argv, const Waiting& waiting, Moment start) {
  StandardError standard_error(waiting);
  Moment deadline = start;
  try {
    const Options options = parse_options(argc, argv, waiting, start);
    deadline += options.timeout;
    if (options.help)
      print(help_text(), waiting, deadline);
    else if (options.version)
      print(formatted("kaifa-exporter {}\n", version), waiting, deadline);
    else
      export_list(options, waiting, standard_error, start);
    return ExitStatus::ok;
  } catch (const WrongOptions& wrong) {
    // This comes before the message, which may have to wait for a reader.
    if (wrong.job)
      leave_failure(*wrong.job, wrong.cause, {}, start);
    standard_error.say(message(wrong.what()), deadline);
    return wrong.status();
  } catch (const Failure& failure) {
    standard_error.say(message(failure.what()), deadline);
    return failure.status();
  }
}

/// Ends the process by the signal itself, which shows the parent process why it ended. Only process
/// 1 of a container survives this signal; for this process, returns the exit status.
int end_by(int signal) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, signal);
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
  constexpr int status_of_signal_0 = 128; // as shells count
  return status_of_signal_0 + signal;
}

} // namespace

int main(int argc, char** argv) {
  const Moment start = std::chrono::steady_clock::now();
  open_standard_streams();
  // A file size limit and a reader that goes away are errors like any other.
  for (const int signal : {SIGXFSZ, SIGPIPE})
    std::signal(signal, SIG_IGN);
  try {
    const Waiting waiting;
    return static_cast<int>(run(argc, argv, waiting, start));
  } catch (const Interrupted& interrupted) {
    return end_by(interrupted.signal);
  } catch (const Failure& failure) {
    say_now(message(failure.what()));
    return static_cast<int>(failure.status());
  } catch (const std::exception& error) {
    say_now(message(formatted("this is a bug, please report it: {}", error.what())));
    return static_cast<int>(ExitStatus::software);
  }
}
