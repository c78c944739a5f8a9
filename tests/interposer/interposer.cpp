// Sits between kaifa-exporter and its system calls (LD_PRELOAD) and does what the environment asks:
//
//   INTERPOSER_LOG=FILE       appends the name of each call to this file, one per line
//   INTERPOSER_AT=N           the Nth call, counted from 1, is disturbed:
//   INTERPOSER_OF=NAME          only calls of this name are counted
//   INTERPOSER_ACTION=stop      SIGSTOP arrives before the call
//   INTERPOSER_ACTION=kill      SIGKILL arrives before the call
//   INTERPOSER_ACTION=short     the call writes one byte only
//   INTERPOSER_ACTION=NUMBER    the call fails with this errno
//   INTERPOSER_ALARMS=1       a signal every 100 us, which interrupts every wait (EINTR)
//   INTERPOSER_DELAY=N        N microseconds pass before each call that changes names of files
//   INTERPOSER_NO_TMPFILE=1   the file system has no nameless files (EOPNOTSUPP)
//   INTERPOSER_CLOCK=1        the host's clock jumps by hours, back and forth, whenever it is read

#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include <dlfcn.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

/// The function of this name that would be called without this library.
template <typename Function>
Function* real(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

class Interposer {
public:
  Interposer() {
    // A script that starts the program is left alone.
    if (program_invocation_short_name != std::string_view("kaifa-exporter"))
      return;
    at_ = std::atol(environment("INTERPOSER_AT").c_str());
    of_ = environment("INTERPOSER_OF");
    action_ = environment("INTERPOSER_ACTION");
    clock_jumps_ = !environment("INTERPOSER_CLOCK").empty();
    has_nameless_files_ = environment("INTERPOSER_NO_TMPFILE").empty();
    delay_us_ = static_cast<useconds_t>(std::atol(environment("INTERPOSER_DELAY").c_str()));
    if (const std::string log = environment("INTERPOSER_LOG"); !log.empty())
      log_ = std::fopen(log.c_str(), "ae");
    if (!environment("INTERPOSER_ALARMS").empty())
      set_alarms();
  }

  /// Whether this call has to fail, with errno set.
  bool fails(const char* name) {
    if (!is_next(name))
      return false;
    if (action_ == "stop" || action_ == "kill") {
      raise(action_ == "stop" ? SIGSTOP : SIGKILL);
      return false;
    }
    errno = std::atoi(action_.c_str());
    return errno != 0;
  }

  [[nodiscard]] bool writes_one_byte() const { return count_ == at_ && action_ == "short"; }
  [[nodiscard]] bool clock_jumps() const { return clock_jumps_; }
  [[nodiscard]] bool has_nameless_files() const { return has_nameless_files_; }
  void delay() const { usleep(delay_us_); }

private:
  static void set_alarms() {
    struct sigaction action {};
    action.sa_handler = [](int) {};
    sigaction(SIGALRM, &action, nullptr);
    constexpr timeval interval = {0, 100};
    const itimerval timer = {interval, interval};
    setitimer(ITIMER_REAL, &timer, nullptr);
  }

  bool is_next(const char* name) {
    if (log_) {
      std::fputs(name, log_); // not logged itself: glibc's own calls do not pass through here
      std::fputs("\n", log_);
      std::fflush(log_);
    }
    return (of_.empty() || of_ == name) && ++count_ == at_;
  }

  std::FILE* log_ = nullptr;
  long count_ = 0;
  long at_ = 0;
  std::string of_;
  std::string action_;
  bool clock_jumps_ = false;
  bool has_nameless_files_ = true;
  useconds_t delay_us_ = 0;
};

/// Made at the first call, which may come before the constructors of this library.
Interposer& interposer() {
  static Interposer only;
  return only;
}

/// Delays a call, before and after.
class Delay {
public:
  Delay() { interposer().delay(); }
  ~Delay() {
    const int error = errno;
    interposer().delay();
    errno = error;
  }
  Delay(const Delay&) = delete;
  Delay& operator=(const Delay&) = delete;
};

template <typename Function, typename... Arguments>
auto pass_on(const char* name, Arguments... arguments) {
  using Result = decltype(real<Function>(name)(arguments...));
  return interposer().fails(name) ? Result(-1) : real<Function>(name)(arguments...);
}

} // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  va_list mode;
  va_start(mode, flags);
  const mode_t given = va_arg(mode, mode_t);
  va_end(mode);
  return pass_on<int(const char*, int, mode_t)>("open", path, flags, given);
}

/// What open() becomes under _FORTIFY_SOURCE.
int __open_2(const char* path, int flags) {
  return open(path, flags, 0);
}

int openat(int directory, const char* path, int flags, ...) {
  va_list mode;
  va_start(mode, flags);
  const mode_t given = va_arg(mode, mode_t);
  va_end(mode);
  if ((flags & O_TMPFILE) == O_TMPFILE && !interposer().has_nameless_files()) {
    errno = EOPNOTSUPP;
    return -1;
  }
  return pass_on<int(int, const char*, int, mode_t)>("openat", directory, path, flags, given);
}

ssize_t read(int fd, void* bytes, size_t size) {
  return pass_on<decltype(read)>("read", fd, bytes, size);
}

ssize_t write(int fd, const void* bytes, size_t size) {
  if (interposer().fails("write"))
    return -1;
  return real<decltype(write)>("write")(fd, bytes, interposer().writes_one_byte() ? 1 : size);
}

int close(int fd) {
  return pass_on<int(int)>("close", fd);
}

int poll(pollfd* fds, nfds_t size, int timeout) {
  return pass_on<int(pollfd*, nfds_t, int)>("poll", fds, size, timeout);
}

int fstat(int fd, struct stat* status) noexcept {
  return pass_on<int(int, struct stat*)>("fstat", fd, status);
}

int ioctl(int fd, unsigned long request, ...) noexcept {
  va_list rest;
  va_start(rest, request);
  void* argument = va_arg(rest, void*);
  va_end(rest);
  return pass_on<int(int, unsigned long, void*)>("ioctl", fd, request, argument);
}

int tcsetattr(int fd, int actions, const termios* settings) noexcept {
  return pass_on<int(int, int, const termios*)>("tcsetattr", fd, actions, settings);
}

int tcgetattr(int fd, termios* settings) noexcept {
  return pass_on<int(int, termios*)>("tcgetattr", fd, settings);
}

int tcflush(int fd, int queue) noexcept {
  return pass_on<int(int, int)>("tcflush", fd, queue);
}

int signalfd(int fd, const sigset_t* signals, int flags) noexcept {
  return pass_on<int(int, const sigset_t*, int)>("signalfd", fd, signals, flags);
}

// There is a struct of this name too.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
int flock(int fd, int operation) noexcept {
  return pass_on<int(int, int)>("flock", fd, operation);
}
#pragma GCC diagnostic pop

int unlink(const char* path) noexcept {
  const Delay delay;
  return pass_on<int(const char*)>("unlink", path);
}

int unlinkat(int directory, const char* path, int flags) noexcept {
  const Delay delay;
  return pass_on<int(int, const char*, int)>("unlinkat", directory, path, flags);
}

int linkat(int from, const char* path, int to, const char* name, int flags) noexcept {
  const Delay delay;
  return pass_on<int(int, const char*, int, const char*, int)>("linkat", from, path, to, name,
                                                               flags);
}

int fchmod(int fd, mode_t mode) noexcept {
  return pass_on<int(int, mode_t)>("fchmod", fd, mode);
}

int fsync(int fd) {
  return pass_on<int(int)>("fsync", fd);
}

int renameat(int from, const char* old_path, int to, const char* new_path) noexcept {
  const Delay delay;
  return pass_on<int(int, const char*, int, const char*)>("renameat", from, old_path, to, new_path);
}

int clock_gettime(clockid_t clock, timespec* time) noexcept {
  constexpr time_t hours = 5 * 3600;
  static bool ahead = false;
  const int result = real<int(clockid_t, timespec*)>("clock_gettime")(clock, time);
  if (clock == CLOCK_REALTIME && interposer().clock_jumps()) {
    ahead = !ahead;
    time->tv_sec += ahead ? hours : -hours;
  }
  return result;
}
}
