#include "support/failure.h"
#include "support/reading.h"
#include "support/terminal.h"

#include <boost/test/unit_test.hpp>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sysexits.h>

#include <map>
#include <sstream>

namespace {

using namespace support;

void check_says_frame(const Outcome& outcome) {
  check_says(outcome, said_in(frame(3), 3));
}

/// For Command::before_exec: makes this directory /etc for the program alone.
void make_etc_of(const std::string& directory) {
  if (unshare(CLONE_NEWNS) != 0 || mount("", "/", "", MS_REC | MS_PRIVATE, "") != 0 ||
      mount(directory.c_str(), "/etc", "", MS_BIND, "") != 0)
    _exit(EXIT_FAILURE);
}

/// A FIFO in a directory of its own.
class Fifo {
public:
  Fifo() { BOOST_REQUIRE(mkfifo(path().c_str(), 0600) == 0); }
  [[nodiscard]] std::string path() const { return directory_ / "fifo"; }

private:
  TemporaryDirectory directory_;
};

/// The samples of the meter's clocks.
std::string clocks_in(const std::string& exposition) {
  std::string clocks;
  std::istringstream lines(exposition);
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("kaifa_") && line.find("_clock_") != std::string::npos)
      clocks += line + '\n';
  BOOST_TEST(clocks != "");
  return clocks;
}

auto needs_an_etc_of_its_own() {
  return needs("the right to mount a directory for one process", [] {
    const TemporaryDirectory etc;
    return run({.arguments = {"true"}, .before_exec = [&] { make_etc_of(etc.path()); }}).status ==
           EX_OK;
  });
}

} // namespace

BOOST_AUTO_TEST_SUITE(configuration)

BOOST_AUTO_TEST_CASE(the_hosts_file_is_read_if_none_is_named, *needs_an_etc_of_its_own()) {
  const TemporaryDirectory etc;
  write_file(etc / "kaifa-exporter.conf", "device = -\nlist = 3\nstdout = true\n");
  Command command = exporter({});
  command.arguments.resize(1); // without its --config
  command.input = to_string(frame(3));
  command.before_exec = [&] { make_etc_of(etc.path()); };
  check_says_frame(run(command));
}

BOOST_AUTO_TEST_CASE(a_file_that_only_root_may_read_is_reported_with_the_command_that_helps,
                     *needs_an_etc_of_its_own()) {
  const TemporaryDirectory etc;
  write_file(etc / "kaifa-exporter.conf", "");
  BOOST_REQUIRE(chmod((etc / "kaifa-exporter.conf").c_str(), 0600) == 0);
  Command command = exporter({});
  command.arguments.resize(1);
  command.before_exec = [&] {
    make_etc_of(etc.path());
    become_ordinary_user();
  };
  check_ended(run(command), EX_CONFIG,
              "cannot read /etc/kaifa-exporter.conf: Permission denied; to let the package's user "
              "read it: sudo chgrp kaifa-exporter /etc/kaifa-exporter.conf && sudo chmod 640 "
              "/etc/kaifa-exporter.conf");
}

BOOST_AUTO_TEST_CASE(a_signal_ends_the_wait_for_a_pipe) {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    const Fifo fifo;
    Process of_fifo(exporter({"--config", fifo.path()}));
    Process of_standard_input(exporter({"--config", "/dev/stdin"}));
    for (Process* waiting : {&of_fifo, &of_standard_input}) {
      wait_until("a run that waits for its configuration", [&] { return is_waiting(*waiting); });
      waiting->send(signal);
      BOOST_TEST(waiting->wait().signal == signal);
    }
  }
}

BOOST_AUTO_TEST_CASE(it_may_come_through_standard_input) {
  const TemporaryDirectory directory;
  write_file(directory / "capture", to_string(frame(3)));
  check_says_frame(run(exporter({"--config", "/dev/stdin", "--device", directory / "capture"},
                                "list = 3\nstdout = true\n")));
}

BOOST_AUTO_TEST_CASE(a_time_zone_that_is_a_pipe_is_utc) {
  const Fifo fifo;
  for (const std::string& variable : {":" + fifo.path(), fifo.path()}) {
    Command command = exporter({"--device", "-", "--list", "3", "--stdout"}, to_string(frame(3)));
    command.environment["TZ"] = variable;
    const Outcome outcome = run(command);
    BOOST_TEST(outcome.err == "kaifa-exporter: the time zone " + fifo.path() +
                                  " is not a regular file; UTC is used instead; give --timezone\n");
    BOOST_TEST(outcome.status == EX_OK);
    command.environment["TZ"] = "UTC";
    BOOST_TEST(clocks_in(outcome.out) == clocks_in(run(command).out));
    command.environment["TZ"] = variable;
    command.arguments.insert(command.arguments.end(), {"--timezone", "Europe/Oslo"});
    BOOST_TEST(run(command).err == "");
  }
}

BOOST_AUTO_TEST_CASE(a_format_is_the_given_one_else_the_configured_one_else_that_of_the_reader) {
  const std::map<std::string, std::string> beginnings = {
      {"prom", "# HELP"}, {"text", "Meter "}, {"json", "{"}, {"dump", "   0  7e"}};
  for (const std::string given : {"", "json", "prom"})
    for (const std::string configured : {"", "dump", "prom"})
      for (const bool is_terminal : {false, true}) {
        const TemporaryDirectory directory;
        write_file(directory / "config", configured.empty()
                                             ? "stdout = true\n"
                                             : "stdout = true\nformat = " + configured + "\n");
        Command command =
            exporter({"--config", directory / "config", "--device", "-"}, to_string(frame(2)));
        if (!given.empty())
          command.arguments.insert(command.arguments.end(), {"--format", given});
        const Terminal screen;
        const kaifa::UniqueFd slave = screen.open_slave();
        if (is_terminal)
          command.before_exec = [&] { dup2(slave.get(), STDOUT_FILENO); };
        const Outcome outcome = run(command);
        const std::string& beginning = beginnings.at(!given.empty()        ? given
                                                     : !configured.empty() ? configured
                                                     : is_terminal         ? "text"
                                                                           : "prom");
        std::string printed = outcome.out;
        if (is_terminal)
          wait_until("what a run prints on a terminal", [&] {
            printed += screen.read();
            return printed.size() >= beginning.size();
          });
        BOOST_TEST(printed.starts_with(beginning),
                   given << '/' << configured << '/' << is_terminal << ": " << printed);
      }
}

BOOST_AUTO_TEST_CASE(nothing_is_printed_if_the_command_line_names_a_file) {
  const TemporaryDirectory directory;
  simulator::Bytes damaged = frame(3);
  damaged[60] ^= 1;
  write_file(directory / "capture", to_string(damaged));
  write_file(directory / "config",
             "device = " + (directory / "capture") + "\nstdout = true\nformat = dump\n");
  const Outcome outcome =
      run(exporter({"--config", directory / "config", "--output", directory / "x.prom"}));
  BOOST_TEST(outcome.status == EX_DATAERR);
  BOOST_TEST(outcome.out == "");
  BOOST_TEST(directory.names() == (std::vector<std::string>{"capture", "config"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
