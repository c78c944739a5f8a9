#include "host/port.h"

#include "failure.h"
#include "support/deadlines.h"
#include "support/temporary_directory.h"
#include "support/terminal.h"

#include <boost/test/unit_test.hpp>

#include <cerrno>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

using namespace std::chrono_literals;
using kaifa::ExitStatus;
using kaifa::Port;
using support::TemporaryDirectory;

/// All up to the end of the input.
std::string read_all(Port& port) {
  std::string text;
  for (auto bytes = port.read(later()); bytes && !bytes->empty(); bytes = port.read(later()))
    text.append(bytes->begin(), bytes->end());
  return text;
}

std::string text_of(const std::optional<kaifa::Bytes>& bytes) {
  return bytes ? std::string(bytes->begin(), bytes->end()) : "none before the deadline";
}

std::vector<std::uint8_t> bytes_of(std::string_view text) {
  return {text.begin(), text.end()};
}

bool is_exclusive(int terminal) {
  int exclusive = 0;
  BOOST_REQUIRE(ioctl(terminal, TIOCGEXCL, &exclusive) == 0);
  return exclusive != 0;
}

std::string error_of(const std::string& path, kaifa::Deadline deadline, ExitStatus expected) {
  const kaifa::Waiting waiting;
  try {
    const Port port(path, {}, waiting, deadline);
  } catch (const kaifa::Failure& error) {
    BOOST_TEST((error.status == expected));
    return error.what();
  }
  return "none";
}

} // namespace

BOOST_AUTO_TEST_SUITE(port)

BOOST_AUTO_TEST_CASE(a_regular_file_is_read_to_its_end) {
  const TemporaryDirectory directory;
  const std::string path = directory / "capture";
  const std::string text = std::string(200'000, 'x') + "\r\n\x03\x04\x11\x13\xff" + '\0';
  support::write_file(path, text);
  const kaifa::Waiting waiting;
  Port port(path, {}, waiting, later());
  BOOST_TEST(read_all(port) == text);
  BOOST_TEST(text_of(port.read(later())) == "");
}

BOOST_AUTO_TEST_CASE(a_fifo_gives_what_comes_and_ends_with_its_writer) {
  const TemporaryDirectory directory;
  const std::string path = directory / "fifo";
  BOOST_REQUIRE(mkfifo(path.c_str(), 0600) == 0);
  const kaifa::Waiting waiting;
  Port port(path, {}, waiting, later());
  kaifa::UniqueFd writer(open(path.c_str(), O_WRONLY | O_CLOEXEC));
  BOOST_TEST(text_of(port.read(soon())) == "none before the deadline");
  BOOST_REQUIRE(write(writer.get(), "abc", 3) == 3);
  BOOST_TEST(text_of(port.read(later())) == "abc");
  writer = kaifa::UniqueFd();
  BOOST_TEST(text_of(port.read(later())) == "");
}

BOOST_AUTO_TEST_CASE(a_fifo_without_a_writer_is_waited_for) {
  const TemporaryDirectory directory;
  const std::string path = directory / "fifo";
  BOOST_REQUIRE(mkfifo(path.c_str(), 0600) == 0);
  const kaifa::Waiting waiting;
  Port port(path, {}, waiting, later());
  BOOST_TEST(text_of(port.read(soon())) == "none before the deadline");
}

BOOST_AUTO_TEST_CASE(a_deadline_in_the_past_gives_nothing) {
  const kaifa::Waiting waiting;
  Port port("/dev/zero", {}, waiting, later());
  BOOST_TEST(text_of(port.read(in(-1ms))) == "none before the deadline");
}

BOOST_AUTO_TEST_CASE(a_missing_device_is_refused_with_what_to_look_for) {
  const std::string path = "/dev/no-such-port-of-kaifa-exporter";
  BOOST_TEST(error_of(path, later(), ExitStatus::no_input)
                 .starts_with("cannot open " + path +
                              ": No such file or directory; is the adapter plugged in?"));
}

BOOST_AUTO_TEST_CASE(a_missing_file_is_refused) {
  const TemporaryDirectory directory;
  const std::string path = directory / "capture";
  BOOST_TEST(error_of(path, later(), ExitStatus::no_input) ==
             "cannot open " + path + ": No such file or directory");
}

BOOST_AUTO_TEST_CASE(a_directory_is_refused) {
  const TemporaryDirectory directory;
  BOOST_TEST(error_of(directory.path(), later(), ExitStatus::no_input) ==
             "cannot read " + directory.path() +
                 ": it is a directory; --device takes a port, a FIFO, a file or -");
}

BOOST_AUTO_TEST_CASE(a_terminal_hands_over_every_byte_as_it_came_and_echoes_none) {
  const support::Terminal terminal;
  const kaifa::UniqueFd kept_open = terminal.open_slave();
  const kaifa::Waiting waiting;
  Port port(terminal.path(), {}, waiting, later());
  std::string all;
  for (int byte = 0; byte < 0x100; ++byte)
    all += static_cast<char>(byte);
  all += "\r\n\r\r\n\n";
  terminal.write(bytes_of(all));
  std::string read;
  while (read.size() < all.size()) {
    const auto bytes = port.read(later());
    BOOST_REQUIRE(bytes && !bytes->empty());
    read.append(bytes->begin(), bytes->end());
  }
  BOOST_TEST((read == all));
  BOOST_TEST(terminal.read().empty());
}

BOOST_AUTO_TEST_CASE(a_terminal_is_locked_for_this_process_while_it_is_open) {
  const support::Terminal terminal;
  const kaifa::UniqueFd other = terminal.open_slave();
  const kaifa::Waiting waiting;
  {
    const Port port(terminal.path(), {}, waiting, later());
    BOOST_TEST(flock(other.get(), LOCK_EX | LOCK_NB) == -1);
    BOOST_TEST(errno == EWOULDBLOCK);
    // What is exclusive refuses further opens by all but root.
    BOOST_TEST(is_exclusive(other.get()));
  }
  BOOST_TEST(flock(other.get(), LOCK_EX | LOCK_NB) == 0);
  BOOST_TEST(!is_exclusive(other.get()));
}

BOOST_AUTO_TEST_CASE(a_terminal_that_another_has_locked_is_busy_at_the_deadline) {
  const support::Terminal terminal;
  const kaifa::UniqueFd other = terminal.open_slave();
  BOOST_REQUIRE(flock(other.get(), LOCK_EX | LOCK_NB) == 0);
  BOOST_TEST(error_of(terminal.path(), soon(), ExitStatus::temporary_failure)
                 .starts_with(terminal.path() + " stayed busy until the deadline: "));
}

BOOST_AUTO_TEST_CASE(a_terminal_that_hangs_up_is_lost) {
  support::Terminal terminal;
  const kaifa::Waiting waiting;
  Port port(terminal.path(), {}, waiting, later());
  terminal.write(bytes_of("abc"));
  BOOST_TEST(text_of(port.read(later())) == "abc");
  terminal.close();
  BOOST_CHECK_EXCEPTION((void)port.read(later()), kaifa::Failure, [](const kaifa::Failure& error) {
    return error.status == ExitStatus::io_error;
  });
}

BOOST_AUTO_TEST_SUITE_END()
