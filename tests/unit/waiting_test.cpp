#include "host/waiting.h"

#include "support/deadlines.h"
#include "support/temporary_directory.h"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>

using namespace std::chrono_literals;

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
      BOOST_CHECK_THROW((void)waiting.until_next_try(later()), kaifa::Interrupted);
      BOOST_CHECK_THROW((void)waiting.until_ready(-1, 0, later()), kaifa::Interrupted);
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

BOOST_AUTO_TEST_CASE(tries_go_on_up_to_the_deadline) {
  const kaifa::Waiting waiting;
  BOOST_TEST(waiting.until_next_try(later()));
  BOOST_TEST(!waiting.until_next_try(soon()));
  BOOST_TEST(!waiting.until_next_try(in(-1s)));
}

BOOST_AUTO_TEST_CASE(a_lock_is_got_where_it_is_free) {
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

BOOST_AUTO_TEST_SUITE_END()
