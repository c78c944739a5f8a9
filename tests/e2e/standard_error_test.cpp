// Whatever happens to standard error, the status and the files of a run are the same.
#include "support/failure.h"
#include "support/frames.h"
#include "support/pipe.h"
#include "support/terminal.h"
#include "support/workplace.h"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <fcntl.h>
#include <sys/file.h>
#include <sysexits.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <thread>

namespace {

using namespace support;
namespace data = boost::unit_test::data;

/// A standard error that nobody hears.
struct Deaf {
  std::string name;
  std::function<kaifa::UniqueFd()> open; ///< a descriptor for it; none to have it closed
};
std::ostream& operator<<(std::ostream& out, const Deaf& deaf) {
  return out << deaf.name;
}

/// The pipe and the terminal that outlive the runs.
const Pipe& unread_pipe() {
  static const Pipe pipe = [] {
    Pipe full;
    full.fill();
    return full;
  }();
  return pipe;
}
const Terminal& stopped_terminal() {
  static const Terminal terminal;
  return terminal;
}

const std::vector<Deaf> all_deaf = {
    {"closed", [] { return kaifa::UniqueFd(); }},
    {"full", [] { return kaifa::UniqueFd(open("/dev/full", O_WRONLY | O_CLOEXEC)); }},
    {"a pipe without a reader", [] { return std::move(Pipe().writer); }},
    {"a pipe that nobody reads",
     [] { return kaifa::UniqueFd(fcntl(unread_pipe().writer.get(), F_DUPFD_CLOEXEC, 0)); }},
    {"a terminal stopped by Ctrl-S",
     [] {
       kaifa::UniqueFd screen = stopped_terminal().open_slave();
       BOOST_REQUIRE(tcflow(screen.get(), TCOOFF) == 0);
       return screen;
     }},
    {"a terminal that nobody reads",
     [] {
       static const Terminal terminal;
       return terminal.open_slave();
     }},
};

Command with_standard_error(Command command, int fd) {
  command.before_exec = [fd, before = command.before_exec] {
    if (before)
      before();
    if (fd < 0)
      close(STDERR_FILENO);
    else
      dup2(fd, STDERR_FILENO);
  };
  return command;
}

std::string damaged_frames(int count) {
  auto damaged = frame(2);
  damaged[50] ^= 0x10;
  std::string all;
  for (int i = 0; i < count; ++i)
    all += to_string(damaged);
  return all;
}

/// So many messages are more than a pipe holds.
constexpr int many = 100;

} // namespace

BOOST_AUTO_TEST_SUITE(standard_error)

BOOST_DATA_TEST_CASE(changes_no_status_of_a_failure, data::make(all_deaf), deaf) {
  const Terminal silent;
  const Terminal busy;
  const kaifa::UniqueFd other = busy.open_slave();
  BOOST_REQUIRE(flock(other.get(), LOCK_EX) == 0);
  const TemporaryDirectory captures;
  write_file(captures / "damaged", damaged_frames(1));
  write_file(captures / "often damaged", damaged_frames(many));
  write_file(captures / "list 1", to_string(frame(1)));
  struct Failing {
    int status;
    std::vector<std::string> arguments;
    bool leaves_a_failure = true;
  };
  const std::vector<Failing> all = {
      {EX_USAGE, {"--list", "4"}, false},
      {EX_DATAERR, {"--device", captures / "damaged"}},
      {EX_DATAERR, {"--device", captures / "often damaged"}},
      {EX_NOINPUT, {"--device", "/nonexistent/port"}},
      {EX_UNAVAILABLE, {"--device", silent.path()}},
      {EX_CANTCREAT, {"--textfile-dir", "/nonexistent"}, false},
      {EX_IOERR, {"--device", "/proc/self/mem"}},
      {EX_TEMPFAIL, {"--device", captures / "list 1"}},
      {EX_TEMPFAIL, {"--device", busy.path()}},
      {EX_CONFIG, {"--config", "/nonexistent"}, false},
  };
  const std::vector<EarlierFiles> files(all.size());
  std::vector<std::unique_ptr<Process>> runs;
  for (const auto& [status, given, leaves_a_failure] : all) {
    std::vector<std::string> arguments = given;
    // Ten runs at once are slow under valgrind, and have to get as far as their failure.
    arguments.insert(arguments.end(), {"--verbose", "--timeout", "4"});
    if (leaves_a_failure)
      arguments.insert(arguments.end(), {"--textfile-dir", files[runs.size()].directory()});
    const kaifa::UniqueFd fd = deaf.open();
    runs.push_back(std::make_unique<Process>(with_standard_error(exporter(arguments), fd.get())));
  }
  for (std::size_t i = 0; i < all.size(); ++i)
    BOOST_TEST_CONTEXT(all[i].arguments[0] << ' ' << all[i].arguments[1]) {
      const Outcome outcome = runs[i]->wait();
      BOOST_TEST(outcome.status == all[i].status);
      BOOST_TEST(outcome.signal == 0);
      BOOST_TEST(outcome.out == "");
      files[i].check_untouched_beside(all[i].leaves_a_failure ? "kaifa_failure.prom" : "");
    }
}

BOOST_DATA_TEST_CASE(changes_no_good_reading, data::make(all_deaf), deaf) {
  const Workplace workplace;
  Command command = workplace.run_at("-", "3");
  command.arguments.push_back("--verbose");
  command.input = damaged_frames(many) + to_string(frame(2)) + to_string(frame(3));
  const kaifa::UniqueFd fd = deaf.open();
  const Outcome outcome = run(with_standard_error(command, fd.get()));
  BOOST_TEST(outcome.status == EX_OK);
  BOOST_TEST(outcome.out == "");
  for (const std::string& file : both_files)
    BOOST_TEST(workplace.state_of(file) == "new");
}

BOOST_AUTO_TEST_CASE(that_is_slow_gets_the_whole_message) {
  const Pipe pipe;
  pipe.fill();
  Process program(with_standard_error(exporter({"--device", "/nonexistent/port", "--stdout"}),
                                      pipe.writer.get()));
  std::this_thread::sleep_for(std::chrono::milliseconds(300)); // the program waits one second
  BOOST_REQUIRE(fcntl(pipe.reader.get(), F_SETFL, O_NONBLOCK) == 0);
  std::string taken;
  const auto take = [&] {
    std::array<char, 4096> block;
    for (ssize_t count; (count = read(pipe.reader.get(), block.data(), block.size())) > 0;)
      taken.append(block.data(), static_cast<std::size_t>(count));
  };
  wait_until("the end of the program", [&] {
    take();
    return program.has_ended();
  });
  take();
  BOOST_TEST(program.wait().status == EX_NOINPUT);
  BOOST_TEST(taken.find("xkaifa-exporter: cannot open /nonexistent/port") != std::string::npos);
  BOOST_TEST(taken.ends_with("\n"));
}

/// Without --verbose the first message comes at the deadline.
BOOST_AUTO_TEST_CASE(that_nobody_reads_does_not_keep_a_run_beyond_its_deadline) {
  constexpr std::chrono::seconds timeout(1);
  constexpr std::chrono::seconds patience(1); // before the deadline
  const Pipe pipe;
  pipe.fill();
  const Terminal silent;
  const Command command = with_standard_error(
      exporter({"--device", silent.path(), "--stdout", "--timeout", "1s"}), pipe.writer.get());
  // The fastest of some runs, since the host may be busy.
  auto fastest = std::chrono::steady_clock::duration::max();
  for (int i = 0; i < 3; ++i) {
    const auto start = std::chrono::steady_clock::now();
    BOOST_TEST(run(command).status == EX_UNAVAILABLE);
    fastest = std::min(fastest, std::chrono::steady_clock::now() - start);
  }
  BOOST_TEST((fastest < timeout + patience));
}

BOOST_AUTO_TEST_CASE(that_nobody_reads_does_not_keep_a_run_from_its_signal) {
  const Pipe pipe;
  pipe.fill();
  const Terminal port;
  Process program(with_standard_error(exporter({"--device", port.path(), "--verbose", "--stdout"}),
                                      pipe.writer.get()));
  port.wait_for_raw_reader();
  port.write(std::vector<std::uint8_t>(frame(1)));
  program.send(SIGTERM);
  BOOST_TEST(program.wait().signal == SIGTERM);
}

BOOST_AUTO_TEST_SUITE_END()
