#include "host/waiting.h"

#include "failure.h"
#include "support/deadlines.h"
#include "support/pipe.h"
#include "support/temporary_directory.h"
#include "support/terminal.h"

#include <boost/test/unit_test.hpp>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <string>
#include <system_error>
#include <thread>

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <unistd.h>

using namespace std::chrono_literals;

namespace {

/// Starts reading a terminal after ten seconds, so that a write that hangs ends and fails the test.
class Reader {
public:
  explicit Reader(const support::Terminal& terminal)
      : thread_([this, &terminal] {
          sigset_t all; // leaves the signals to the thread that writes
          sigfillset(&all);
          pthread_sigmask(SIG_BLOCK, &all, nullptr);
          const kaifa::Deadline patience = later();
          for (; !is_done_; std::this_thread::sleep_for(10ms))
            if (std::chrono::steady_clock::now() > patience) {
              was_needed_ = true;
              (void)terminal.read();
            }
        }) {}
  ~Reader() {
    is_done_ = true;
    thread_.join();
    BOOST_TEST(!was_needed_);
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

private:
  std::atomic<bool> is_done_ = false;
  std::atomic<bool> was_needed_ = false;
  std::thread thread_;
};

} // namespace

BOOST_AUTO_TEST_SUITE(waiting)

BOOST_AUTO_TEST_CASE(a_signal_ends_a_wait_and_stays_pending) {
  struct Received {
    static void note(int) { ++count(); }
    static int& count() {
      static int signals = 0;
      return signals;
    }
  };
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction before {};
    struct sigaction action {};
    action.sa_handler = Received::note;
    sigaction(signal, &action, &before);
    Received::count() = 0;
    {
      const kaifa::Waiting waiting;
      raise(signal);
      BOOST_CHECK_EXCEPTION(
          (void)waiting.until_next_try(later()), kaifa::Interrupted,
          [&](const kaifa::Interrupted& interrupted) { return interrupted.signal == signal; });
      BOOST_CHECK_THROW((void)waiting.until_ready(-1, 0, later()), kaifa::Interrupted);
      const kaifa::UniqueFd always_ready(open("/dev/zero", O_RDONLY | O_CLOEXEC));
      BOOST_CHECK_THROW((void)waiting.until_ready(always_ready.get(), POLLIN, later()),
                        kaifa::Interrupted);
      BOOST_TEST(Received::count() == 0);
    }
    BOOST_TEST(Received::count() == 1);
    sigaction(signal, &before, nullptr);
  }
}

BOOST_AUTO_TEST_CASE(a_signal_that_is_ignored_does_not_end_a_wait) {
  struct sigaction before {};
  struct sigaction action {};
  action.sa_handler = SIG_IGN;
  sigaction(SIGHUP, &action, &before);
  {
    const kaifa::Waiting waiting;
    raise(SIGHUP);
    BOOST_TEST(!waiting.until_ready(-1, 0, soon()));
  }
  sigaction(SIGHUP, &before, nullptr);
}

BOOST_AUTO_TEST_CASE(tries_go_on_until_the_deadline) {
  const kaifa::Waiting waiting;
  BOOST_TEST(waiting.until_next_try(later()));
  BOOST_TEST(!waiting.until_next_try(soon()));
  BOOST_TEST(!waiting.until_next_try(in(-1s)));
}

BOOST_AUTO_TEST_CASE(what_is_ready_is_found_ready_even_past_the_deadline) {
  const kaifa::UniqueFd null(open("/dev/null", O_RDWR | O_CLOEXEC));
  const kaifa::Waiting waiting;
  BOOST_TEST(waiting.until_ready(null.get(), POLLOUT, in(-1s)));
}

BOOST_AUTO_TEST_CASE(a_text_is_written_whole_while_somebody_reads) {
  const support::Pipe pipe;
  const std::string text(200'000, 'x');
  std::string taken;
  std::thread reading([&] {
    std::array<char, 1000> block;
    while (taken.size() < text.size())
      taken.append(block.data(),
                   static_cast<std::size_t>(read(pipe.reader.get(), block.data(), block.size())));
  });
  const kaifa::Waiting waiting;
  BOOST_TEST(waiting.write(pipe.writer.get(), text, later()) == text.size());
  reading.join();
  BOOST_TEST((taken == text));
}

BOOST_AUTO_TEST_CASE(a_pipe_that_nobody_reads_takes_a_part_until_the_deadline) {
  const support::Pipe pipe;
  const kaifa::Waiting waiting;
  const std::size_t written = waiting.write(pipe.writer.get(), std::string(200'000, 'x'), soon());
  BOOST_TEST(errno == ETIMEDOUT);
  BOOST_TEST(written > 0U);
  BOOST_TEST(written < 200'000U);
}

BOOST_AUTO_TEST_CASE(a_terminal_that_nobody_reads_takes_a_part_until_the_deadline) {
  sigset_t alarm;
  sigemptyset(&alarm);
  sigaddset(&alarm, SIGALRM);
  // SIGALRM as the parent left it, and how much is written first.
  for (const auto& [how, before_all] : {std::pair(SIG_UNBLOCK, 0U),
                                        {SIG_BLOCK, 0U},
                                        {SIG_BLOCK, 1U},
                                        {SIG_BLOCK, 1000U},
                                        {SIG_BLOCK, 2500U}}) {
    sigset_t before;
    BOOST_REQUIRE(pthread_sigmask(how, &alarm, &before) == 0);
    const support::Terminal terminal;
    const kaifa::UniqueFd slave = terminal.open_slave();
    {
      const kaifa::Waiting waiting;
      const Reader rescue(terminal);
      // A write blocks if there is room for only a part of the text.
      const std::string some(before_all, 'x');
      BOOST_TEST(waiting.write(slave.get(), some, later()) == some.size());
      BOOST_TEST(waiting.write(slave.get(), std::string(200'000, 'x'), soon()) < 200'000U);
      BOOST_TEST(errno == ETIMEDOUT);
    }
    sigset_t after;
    pthread_sigmask(SIG_SETMASK, &before, &after);
    BOOST_TEST(sigismember(&after, SIGALRM) == (how == SIG_BLOCK ? 1 : 0));
    struct sigaction action {};
    sigaction(SIGALRM, nullptr, &action);
    BOOST_TEST((action.sa_handler == SIG_DFL));
  }
}

BOOST_AUTO_TEST_CASE(a_write_error_is_reported) {
  const kaifa::UniqueFd full(open("/dev/full", O_WRONLY | O_CLOEXEC));
  const kaifa::Waiting waiting;
  BOOST_TEST(waiting.write(full.get(), "text", later()) == 0U);
  BOOST_TEST(errno == ENOSPC);
}

BOOST_AUTO_TEST_CASE(a_free_lock_is_acquired) {
  const support::TemporaryDirectory directory;
  const std::string path = directory / "lock";
  support::write_file(path, "");
  const kaifa::UniqueFd first(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  const kaifa::UniqueFd second(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  const kaifa::Waiting waiting;
  BOOST_TEST(waiting.until_locked(first.get(), soon()));
  BOOST_TEST(!waiting.until_locked(second.get(), soon()));
  BOOST_REQUIRE(flock(first.get(), LOCK_UN) == 0);
  BOOST_TEST(waiting.until_locked(second.get(), soon()));
  BOOST_CHECK_THROW((void)waiting.until_locked(-1, soon()), std::system_error);
}

BOOST_AUTO_TEST_CASE(without_a_descriptor_for_signals_the_limit_of_open_files_is_named) {
  rlimit before{};
  getrlimit(RLIMIT_NOFILE, &before);
  const rlimit none = {0, before.rlim_max};
  sigset_t mask_before;
  pthread_sigmask(SIG_SETMASK, nullptr, &mask_before);
  std::string message;
  kaifa::Cause cause = kaifa::Cause::bug;
  setrlimit(RLIMIT_NOFILE, &none);
  try {
    const kaifa::Waiting waiting;
  } catch (const kaifa::Failure& failure) {
    message = failure.what();
    cause = failure.cause;
  }
  setrlimit(RLIMIT_NOFILE, &before);
  BOOST_TEST(message == "cannot watch for signals: Too many open files; the limit of open files is "
                        "too low, see 'ulimit -n'");
  BOOST_TEST((cause == kaifa::Cause::port_unusable));
  sigset_t mask;
  pthread_sigmask(SIG_SETMASK, nullptr, &mask);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP})
    BOOST_TEST(sigismember(&mask, signal) == sigismember(&mask_before, signal));
}

BOOST_AUTO_TEST_SUITE_END()
