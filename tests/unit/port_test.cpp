#include "host/port.h"

#include "failure.h"
#include "support/deadlines.h"
#include "support/ordinary_user.h"
#include "support/process.h"
#include "support/requirement.h"
#include "support/temporary_directory.h"
#include "support/terminal.h"

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <thread>

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

using Kind = Port::Read::Kind;

/// Everything up to the end of the input.
std::string read_all(Port& port) {
  std::string text;
  for (auto read = port.read(later()); read.kind == Kind::bytes; read = port.read(later()))
    text.append(read.bytes.begin(), read.bytes.end());
  return text;
}

std::string text_of(const Port::Read& read) {
  if (read.kind != Kind::bytes)
    return read.kind == Kind::end ? "end" : "time-out";
  return {read.bytes.begin(), read.bytes.end()};
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
    BOOST_TEST((error.status() == expected));
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
  BOOST_TEST(text_of(port.read(later())) == "end");
}

BOOST_AUTO_TEST_CASE(a_fifo_delivers_what_arrives_and_ends_with_its_writer) {
  const TemporaryDirectory directory;
  const std::string path = directory / "fifo";
  BOOST_REQUIRE(mkfifo(path.c_str(), 0600) == 0);
  const kaifa::Waiting waiting;
  Port port(path, {}, waiting, later());
  kaifa::UniqueFd writer(open(path.c_str(), O_WRONLY | O_CLOEXEC));
  BOOST_TEST(text_of(port.read(soon())) == "time-out");
  BOOST_REQUIRE(write(writer.get(), "abc", 3) == 3);
  BOOST_TEST(text_of(port.read(later())) == "abc");
  writer = kaifa::UniqueFd();
  BOOST_TEST(text_of(port.read(later())) == "end");
}

BOOST_AUTO_TEST_CASE(a_fifo_without_a_writer_is_waited_for) {
  const TemporaryDirectory directory;
  const std::string path = directory / "fifo";
  BOOST_REQUIRE(mkfifo(path.c_str(), 0600) == 0);
  const kaifa::Waiting waiting;
  Port port(path, {}, waiting, later());
  BOOST_TEST(text_of(port.read(soon())) == "time-out");
}

BOOST_AUTO_TEST_CASE(a_deadline_in_the_past_gives_nothing) {
  const kaifa::Waiting waiting;
  Port port("/dev/zero", {}, waiting, later());
  BOOST_TEST(text_of(port.read(in(-1ms))) == "time-out");
}

BOOST_AUTO_TEST_CASE(a_missing_device_is_refused_with_what_to_look_for) {
  const std::string path = "/dev/no-such-port-of-kaifa-exporter";
  BOOST_TEST(error_of(path, later(), ExitStatus::no_input) ==
             "cannot open " + path +
                 ": No such file or directory; 'ls /dev/ttyUSB* /dev/ttyACM*' lists ports for "
                 "--device");
}

BOOST_AUTO_TEST_CASE(a_missing_file_is_refused) {
  const TemporaryDirectory directory;
  const std::string path = directory / "capture";
  BOOST_TEST(error_of(path, later(), ExitStatus::no_input) ==
             "cannot open " + path + ": No such file or directory");
}

BOOST_AUTO_TEST_CASE(a_terminal_of_others_is_refused_with_who_may_read_it) {
  const support::Terminal terminal;
  BOOST_REQUIRE(chmod(terminal.path().c_str(), 0) == 0);
  const support::OrdinaryUser user;
  BOOST_TEST(error_of(terminal.path(), later(), ExitStatus::no_input) ==
             "cannot open " + terminal.path() + ": Permission denied; 'ls -l " + terminal.path() +
                 "' shows who may read it");
}

BOOST_AUTO_TEST_CASE(a_directory_is_refused) {
  const TemporaryDirectory directory;
  BOOST_TEST(error_of(directory.path(), later(), ExitStatus::no_input) ==
             "cannot read " + directory.path() +
                 ": it is a directory; --device takes a port, a FIFO, a file or -");
}

BOOST_AUTO_TEST_CASE(a_terminal_passes_on_every_byte_unchanged_and_echoes_none) {
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
    const std::string part = text_of(port.read(later()));
    BOOST_REQUIRE(part != "time-out");
    read += part;
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
    // In exclusive mode only root can open the terminal.
    BOOST_TEST(is_exclusive(other.get()));
  }
  BOOST_TEST(flock(other.get(), LOCK_EX | LOCK_NB) == 0);
  BOOST_TEST(!is_exclusive(other.get()));
}

BOOST_AUTO_TEST_CASE(a_terminal_that_another_has_locked_is_busy_at_the_deadline) {
  const support::Terminal terminal;
  const kaifa::UniqueFd other = terminal.open_slave();
  BOOST_REQUIRE(flock(other.get(), LOCK_EX | LOCK_NB) == 0);
  BOOST_TEST(error_of(terminal.path(), soon(), ExitStatus::temporary_failure) ==
             terminal.path() +
                 " stayed busy until the deadline: another process has it, and 'sudo fuser -v " +
                 terminal.path() +
                 "' shows which; end that process, or give this run a longer --timeout");
}

BOOST_AUTO_TEST_CASE(a_terminal_that_stays_busy_names_who_has_it_open_if_that_is_visible) {
  const support::Terminal terminal;
  support::Process other({.arguments = {"flock", "--no-fork", terminal.path(), "sh", "-c",
                                        "echo ready; kill -STOP $$"}});
  other.wait_for_output("ready");
  const std::string error = error_of(terminal.path(), soon(), ExitStatus::temporary_failure);
  BOOST_TEST(error == terminal.path() + " stayed busy until the deadline: sh (PID " +
                          std::to_string(other.id()) +
                          ") has it open; end that process, or give this run a longer --timeout");
}

// Only a run has both the lock and the exclusive mode, in which only root can open the port.
BOOST_AUTO_TEST_CASE(a_terminal_of_another_run_is_busy_until_that_run_ends,
                     *support::needs("root", [] { return geteuid() == 0; })) {
  const support::Terminal terminal;
  const kaifa::UniqueFd other = terminal.open_slave();
  BOOST_REQUIRE(flock(other.get(), LOCK_EX | LOCK_NB) == 0);
  BOOST_REQUIRE(ioctl(other.get(), TIOCEXCL) == 0);
  BOOST_TEST(error_of(terminal.path(), soon(), ExitStatus::temporary_failure) ==
             terminal.path() +
                 " stayed busy until the deadline: another process has it, and 'sudo fuser -v " +
                 terminal.path() + "' shows which; give this run a longer --timeout");
}

BOOST_AUTO_TEST_CASE(a_terminal_that_another_program_keeps_for_itself_is_busy_for_root_too) {
  const support::Terminal terminal;
  const kaifa::UniqueFd other = terminal.open_slave();
  BOOST_REQUIRE(ioctl(other.get(), TIOCEXCL) == 0);
  const std::string error = error_of(terminal.path(), soon(), ExitStatus::temporary_failure);
  BOOST_TEST(error.starts_with(terminal.path() + " stayed busy until the deadline: "), error);
  BOOST_TEST(error.ends_with("; end that process, or give this run a longer --timeout"), error);
  BOOST_TEST(is_exclusive(other.get()));
}

BOOST_AUTO_TEST_CASE(a_terminal_that_cannot_be_set_up_is_given_back) {
  const support::Terminal terminal;
  const kaifa::UniqueFd other = terminal.open_slave();
  const kaifa::Waiting waiting;
  const kaifa::LineSettings no_standard_rate = {.baud = 1234};
  BOOST_CHECK_EXCEPTION(
      Port(terminal.path(), no_standard_rate, waiting, later()), kaifa::Failure,
      [&](const kaifa::Failure& error) {
        return error.cause == kaifa::Cause::port_unusable &&
               error.what() == "cannot use " + terminal.path() +
                                   ": no standard baud rate: Invalid argument; its driver refuses "
                                   "this --baud or --parity";
      });
  BOOST_TEST(!is_exclusive(other.get()));
  BOOST_TEST(flock(other.get(), LOCK_EX | LOCK_NB) == 0);
}

BOOST_AUTO_TEST_CASE(what_a_terminal_received_before_this_run_had_it_is_discarded) {
  for (const bool another_run_has_it : {false, true}) {
    const support::Terminal terminal;
    const kaifa::UniqueFd slave = terminal.open_slave();
    kaifa::set_raw(slave.get(), {});
    const auto write_old_bytes = [&] {
      terminal.write(bytes_of("old"));
      support::wait_until("for the old bytes", [&] {
        int unread = 0;
        return ioctl(slave.get(), FIONREAD, &unread) == 0 && unread == 3;
      });
    };
    std::thread other_run;
    if (another_run_has_it) {
      BOOST_REQUIRE(flock(slave.get(), LOCK_EX | LOCK_NB) == 0);
      other_run = std::thread([&] {
        std::this_thread::sleep_for(200ms);
        write_old_bytes();
        flock(slave.get(), LOCK_UN);
      });
    } else {
      write_old_bytes();
    }
    const kaifa::Waiting waiting;
    Port port(terminal.path(), {}, waiting, later());
    if (other_run.joinable())
      other_run.join();
    terminal.write(bytes_of("new"));
    BOOST_TEST(text_of(port.read(later())) == "new", another_run_has_it);
  }
}

BOOST_AUTO_TEST_CASE(how_long_another_process_had_a_terminal_is_known) {
  const support::Terminal terminal;
  const kaifa::Waiting waiting;
  BOOST_TEST((Port(terminal.path(), {}, waiting, later()).busy() < 10s));
  kaifa::UniqueFd other = terminal.open_slave();
  BOOST_REQUIRE(flock(other.get(), LOCK_EX | LOCK_NB) == 0);
  std::thread letting_go([&] {
    std::this_thread::sleep_for(200ms);
    other = kaifa::UniqueFd();
  });
  const Port port(terminal.path(), {}, waiting, later());
  letting_go.join();
  BOOST_TEST((port.busy() >= 200ms));
}

BOOST_AUTO_TEST_CASE(a_terminal_is_told_from_other_inputs) {
  const support::Terminal terminal;
  const kaifa::Waiting waiting;
  BOOST_TEST(Port(terminal.path(), {}, waiting, later()).is_terminal());
  BOOST_TEST(!Port("/dev/null", {}, waiting, later()).is_terminal());
  const TemporaryDirectory directory;
  support::write_file(directory / "capture", "");
  const Port file(directory / "capture", {}, waiting, later());
  BOOST_TEST(!file.is_terminal());
  BOOST_TEST(file.is_regular_file());
  BOOST_TEST(!Port("/dev/null", {}, waiting, later()).is_regular_file());
}

BOOST_AUTO_TEST_CASE(a_terminal_that_hangs_up_is_lost) {
  support::Terminal terminal;
  const std::string terminal_path = terminal.path();
  const kaifa::Waiting waiting;
  Port port(terminal_path, {}, waiting, later());
  terminal.write(bytes_of("abc"));
  BOOST_TEST(text_of(port.read(later())) == "abc");
  terminal.close();
  // The terminal hangs up in two steps, and the first step may be seen.
  const std::string begin = terminal_path + " failed while waiting: ";
  const std::string end = "; was the adapter unplugged?";
  BOOST_CHECK_EXCEPTION((void)port.read(later()), kaifa::Failure, [&](const kaifa::Failure& error) {
    return error.status() == ExitStatus::io_error &&
           (error.what() == begin + "the line hung up" + end ||
            error.what() == begin + "Input/output error" + end);
  });
}

BOOST_AUTO_TEST_SUITE_END()
