#include "port.h"

#include "failure.h"
#include "formatted.h"
#include "port_remedy.h"
#include "port_users.h"
#include "shown.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>
#include <system_error>
#include <utility>

namespace kaifa {
namespace {

Cause cause_of(int error) {
  switch (error) {
  case ENOENT:
  case ENXIO:
  case ENODEV:
    return Cause::port_missing;
  case EACCES:
  case EPERM:
    return Cause::port_permission;
  default:
    return Cause::port_unusable;
  }
}

Failure cannot_open(const std::string& path, int error) {
  return {cause_of(error), formatted("cannot open {}: {}{}", shown_path(path), std::strerror(error),
                                     port_remedy(path, error))};
}

/// Whether one of the processes that other_users_of() lists is a run of this program.
bool has_run(std::string_view users) {
  return users.find("kaifa-exporter (PID ") != std::string_view::npos;
}

bool is_exclusive(int terminal) {
  int exclusive = 0;
  return ioctl(terminal, TIOCGEXCL, &exclusive) == 0 && exclusive != 0;
}

Failure busy_until_deadline(const std::string& path, bool run_has_it = false) {
  const std::string users = other_users_of(path);
  const bool is_run = run_has_it || has_run(users);
  return {is_run ? Cause::other_run : Cause::port_busy,
          formatted("{} stayed busy until the deadline: {}; {}give this run a longer --timeout",
                    shown_path(path),
                    users.empty() ? formatted("another process has it, and 'sudo fuser -v {}' "
                                              "shows which",
                                              shown_word(path))
                                  : users + " has it open",
                    is_run ? "" : "end that process, or ")};
}

Failure cannot_use(const std::string& path, const std::system_error& error) {
  return {Cause::port_unusable, formatted("cannot use {}: {}{}", shown_path(path), error.what(),
                                          port_remedy(path, error.code().value()))};
}

/// Throws std::system_error. On Linux, a port whose hardware does not exist may have a name, but it
/// has no settings.
bool is_terminal_at(int fd) {
  termios settings{};
  if (tcgetattr(fd, &settings) == 0)
    return true;
  if (errno == ENOTTY || errno == EINVAL)
    return false;
  throw std::system_error(errno, std::system_category(), "cannot read its settings");
}

UniqueFd open_standard_input() {
  UniqueFd fd(fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0));
  if (!fd)
    throw cannot_open("standard input", errno);
  return fd;
}

} // namespace

Port::ExclusiveMode::ExclusiveMode(int terminal) : terminal_(terminal) {
  if (ioctl(terminal_, TIOCEXCL) != 0)
    throw std::system_error(errno, std::system_category(), "cannot lock");
}

Port::ExclusiveMode::~ExclusiveMode() {
  ioctl(terminal_, TIOCNXCL);
}

Port::Port(std::string path, const LineSettings& settings, const Waiting& waiting,
           Deadline deadline)
    : path_(std::move(path)), waiting_(waiting) {
  const Moment start = std::chrono::steady_clock::now();
  const bool is_standard_input = path_ == "-";
  if (is_standard_input)
    path_ = "standard input";
  fd_ = is_standard_input ? open_standard_input() : open_path(deadline);
  struct stat status {};
  if (fstat(fd_.get(), &status) != 0)
    throw cannot_open(path_, errno);
  if (S_ISDIR(status.st_mode))
    throw Failure(
        Cause::port_unusable,
        formatted("cannot read {}: it is a directory; --device takes a port, a FIFO, a file or -",
                  shown_path(path_)));
  is_regular_file_ = S_ISREG(status.st_mode);
  if (is_standard_input)
    return;
  try {
    if (!is_terminal_at(fd_.get()))
      return;
    lock(deadline);
    busy_ = std::chrono::steady_clock::now() - start;
    // Discards bytes from before this run, which would look like new bytes.
    if (tcflush(fd_.get(), TCIFLUSH) != 0)
      throw std::system_error(errno, std::system_category(), "cannot discard old bytes");
    set_raw(fd_.get(), settings);
  } catch (const std::system_error& error) {
    throw cannot_use(path_, error);
  }
}

UniqueFd Port::open_path(Deadline deadline) {
  bool was_busy = false;
  for (;;) {
    UniqueFd fd(open(path_.c_str(), O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
    if (fd)
      return fd;
    const int error = errno;
    if (error != EBUSY && error != EINTR)
      throw cannot_open(path_, error);
    if (error == EBUSY && !std::exchange(was_busy, true))
      run_had_it_ = has_run(other_users_of(path_));
    if (!waiting_.until_next_try(deadline))
      throw busy_until_deadline(path_);
  }
}

/// flock excludes other runs, TIOCEXCL all other programs. TIOCEXCL does not stop root, so a run as
/// root has to ask whether another program has set TIOCEXCL. Other programs may use flock too, but
/// only a run sets both.
void Port::lock(Deadline deadline) {
  const Deadline at_once = std::chrono::steady_clock::now();
  if (!waiting_.until_locked(fd_.get(), at_once)) {
    run_had_it_ = is_exclusive(fd_.get());
    if (!waiting_.until_locked(fd_.get(), deadline))
      throw busy_until_deadline(path_, is_exclusive(fd_.get()));
  }
  while (is_exclusive(fd_.get()))
    if (!waiting_.until_next_try(deadline))
      throw busy_until_deadline(path_);
  exclusive_.emplace(fd_.get());
}

Port::Read Port::read(Deadline deadline) {
  while (std::chrono::steady_clock::now() < deadline &&
         waiting_.until_ready(fd_.get(), POLLIN, deadline)) {
    const ssize_t count = ::read(fd_.get(), buffer_.data(), buffer_.size());
    if (count > 0)
      return {Read::Kind::bytes, Bytes(buffer_).first(static_cast<std::size_t>(count))};
    if (count < 0 && (errno == EAGAIN || errno == EINTR))
      continue;
    if (count < 0 || is_terminal())
      throw Failure(Cause::port_lost,
                    formatted("{} failed while waiting: {}{}", shown_path(path_),
                              count < 0 ? std::strerror(errno) : "the line hung up",
                              is_terminal() ? "; was the adapter unplugged?" : ""));
    return {Read::Kind::end};
  }
  return {Read::Kind::time_out};
}

} // namespace kaifa
