#include "host/standard_streams.h"

#include "failure.h"
#include "host/unique_fd.h"
#include "support/pipe.h"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <functional>
#include <string>

#include <fcntl.h>
#include <unistd.h>

namespace {

/// Does something with this descriptor as standard output; returns the message of the failure.
std::string error_with(const kaifa::UniqueFd& output, kaifa::Cause expected,
                       const std::function<void()>& action) {
  BOOST_REQUIRE(bool(output));
  const kaifa::UniqueFd before(dup(STDOUT_FILENO));
  auto* const sigpipe_before = std::signal(SIGPIPE, SIG_IGN);
  std::string message = "none";
  kaifa::Cause cause = expected;
  dup2(output.get(), STDOUT_FILENO);
  try {
    action();
  } catch (const kaifa::Failure& failure) {
    message = failure.what();
    cause = failure.cause;
  }
  dup2(before.get(), STDOUT_FILENO);
  std::signal(SIGPIPE, sigpipe_before);
  BOOST_TEST((cause == expected));
  return message;
}

void print_something() {
  const kaifa::Waiting waiting;
  kaifa::print("something", waiting, std::chrono::steady_clock::now());
}

kaifa::UniqueFd opened(const char* path, int flags) {
  return kaifa::UniqueFd(open(path, flags | O_CLOEXEC));
}

} // namespace

BOOST_AUTO_TEST_SUITE(standard_output)

BOOST_AUTO_TEST_CASE(what_can_be_written_is_no_failure) {
  for (const int flags : {O_WRONLY, O_RDWR}) {
    BOOST_TEST(error_with(opened("/dev/null", flags), {}, kaifa::check_standard_output) == "none");
    BOOST_TEST(error_with(opened("/dev/null", flags), {}, print_something) == "none");
  }
}

BOOST_AUTO_TEST_CASE(a_closed_one_is_found_before_anything_is_printed) {
  BOOST_TEST(error_with(opened("/dev/null", O_RDONLY), kaifa::Cause::output,
                        kaifa::check_standard_output) ==
             "cannot write to standard output: it is closed");
}

BOOST_AUTO_TEST_CASE(a_reader_that_has_ended_is_named) {
  support::Pipe pipe;
  pipe.reader = kaifa::UniqueFd();
  BOOST_TEST(error_with(pipe.writer, kaifa::Cause::output, print_something) ==
             "cannot write to standard output: the program that reads it has ended");
}

BOOST_AUTO_TEST_CASE(any_other_error_is_named_as_the_system_does) {
  BOOST_TEST(
      error_with(opened("/dev/full", O_WRONLY), kaifa::Cause::output_full, print_something) ==
      "cannot write to standard output: No space left on device");
}

BOOST_AUTO_TEST_SUITE_END()
