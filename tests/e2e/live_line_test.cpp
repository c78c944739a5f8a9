#include "support/frames.h"
#include "support/programs.h"
#include "support/terminal.h"

#include <boost/test/unit_test.hpp>

namespace {

using namespace support;

constexpr std::string_view clear_line = "\r\x1b[K";

/// A screen as the program's standard error, and a port to read from.
struct Desk {
  Terminal screen;
  Terminal port;
  std::string seen;
  kaifa::UniqueFd keeps_screen = screen.open_slave();

  Command command(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--device", port.path(), "--stdout"});
    Command command = exporter(arguments);
    command.before_exec = [this] { dup2(keeps_screen.get(), STDERR_FILENO); };
    return command;
  }

  void wait_to_see(std::string_view text) {
    wait_until(text, [&] { return (seen += screen.read()).find(text) != std::string::npos; });
  }

  /// The text on the last line of the screen.
  std::string last_line() {
    seen += screen.read();
    const std::size_t cleared = seen.rfind(clear_line);
    return cleared == std::string::npos ? seen : seen.substr(cleared + clear_line.size());
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(live_line)

BOOST_AUTO_TEST_CASE(says_what_it_waits_for_and_is_erased_at_the_end) {
  Desk desk;
  Process program(desk.command({"--timeout", "30s"}));
  desk.wait_to_see(" s left; 0 bytes, rejected: 0");
  desk.port.wait_for_raw_reader();
  desk.port.write(frame(1));
  desk.wait_to_see("list 1: 1, list 2: 0, rejected: 0");
  desk.port.write(frame(2));
  BOOST_TEST(program.wait().status == 0);
  BOOST_TEST(desk.last_line() == "");
}

BOOST_AUTO_TEST_CASE(counts_bytes_lists_and_rejected_frames) {
  Desk desk;
  Process program(desk.command({"--list", "3", "--timeout", "1h"}));
  desk.wait_to_see("waiting for list 3, 60 min left; 0 bytes, rejected: 0");
  desk.port.wait_for_raw_reader();
  auto damaged = frame(1);
  damaged[30] ^= 1;
  desk.port.write(damaged);
  desk.wait_to_see("waiting for list 3, 60 min left; 41 bytes, rejected: 1");
  desk.port.write(frame(2));
  desk.wait_to_see("left; list 1: 0, list 2: 1, rejected: 1");
  desk.port.write(frame(1));
  desk.port.write(damaged);
  desk.wait_to_see("left; list 1: 1, list 2: 1, rejected: 2");
  program.send(SIGTERM);
  BOOST_TEST(program.wait().signal == SIGTERM);
}

BOOST_AUTO_TEST_CASE(makes_room_for_what_is_printed_on_the_same_screen) {
  const auto last_line_of = [](const std::string& format, simulator::Bytes bytes, int status) {
    Desk desk;
    Command command = desk.command({"--timeout", "4s", "--format", format});
    command.before_exec = [&desk] {
      dup2(desk.keeps_screen.get(), STDERR_FILENO);
      dup2(desk.keeps_screen.get(), STDOUT_FILENO);
    };
    Process program(command);
    desk.wait_to_see("waiting for list 2");
    desk.port.wait_for_raw_reader();
    desk.port.write(bytes);
    BOOST_TEST(program.wait().status == status);
    return desk.last_line();
  };
  auto damaged = frame(2);
  damaged[50] ^= 0x10;
  for (const std::string format : {"text", "prom", "json", "dump"}) {
    const std::string printed = last_line_of(format, frame(2), 0);
    BOOST_TEST(printed.size() > 100U);
    BOOST_TEST(printed.find("waiting") == std::string::npos, printed);
  }
  // A dump of the rejected frame, and then the error.
  const std::string refused = last_line_of("dump", damaged, 65);
  BOOST_TEST(refused.find("7e") < refused.find("kaifa-exporter: no list 2"), refused);
  BOOST_TEST(refused.find("waiting") == std::string::npos, refused);
}

BOOST_AUTO_TEST_CASE(does_not_go_on_in_the_next_line_of_a_narrow_screen) {
  // Private mode 7 of a terminal is line wrapping: l turns it off, h on.
  Desk desk;
  Process program(desk.command({}));
  desk.wait_to_see("rejected: 0\x1b[?7h");
  BOOST_TEST(desk.seen.find("\x1b[?7lwaiting for list 2") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(makes_room_for_the_error) {
  Desk desk;
  const Outcome outcome = run(desk.command({"--timeout", "1s"}));
  BOOST_TEST(outcome.status == 69);
  BOOST_TEST(desk.last_line().starts_with("kaifa-exporter: no list 2 from " + desk.port.path()));
  BOOST_TEST(desk.seen.find("waiting for list 2") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(is_not_drawn_if_the_port_cannot_be_opened_or_everything_is_there_at_once) {
  Desk desk;
  Command command = desk.command({});
  command.arguments.insert(command.arguments.end(), {"--device", "/nonexistent/port"});
  BOOST_TEST(run(command).status == 66);
  BOOST_TEST(desk.last_line().starts_with("kaifa-exporter: cannot open /nonexistent/port"));
  BOOST_TEST(desk.seen.find("waiting") == std::string::npos);

  command.arguments.back() = "-";
  command.input = to_string(frame(2));
  BOOST_TEST(run(command).status == 0);
  desk.last_line();
  BOOST_TEST(desk.seen.find("waiting") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(is_erased_when_a_signal_ends_the_wait) {
  Desk desk;
  Process program(desk.command({}));
  desk.wait_to_see("waiting for list 2");
  program.send(SIGINT);
  BOOST_TEST(program.wait().signal == SIGINT);
  BOOST_TEST(desk.last_line() == "");
}

BOOST_AUTO_TEST_CASE(is_not_there_when_a_verbose_run_waits) {
  Desk desk;
  BOOST_TEST(run(desk.command({"--verbose", "--timeout", "1s"})).status == 69);
  desk.last_line();
  BOOST_TEST(desk.seen.find("waiting") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
