// The key of a ciphered meter: where it comes from, and that it appears nowhere.
#include "formatted.h"
#include "simulator/push.h"
#include "support/failure.h"
#include "support/frames.h"
#include "support/hex.h"
#include "support/key_folder.h"
#include "support/programs.h"
#include "support/terminal.h"

#include <boost/test/unit_test.hpp>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sysexits.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace {

using namespace support;

const std::string digits = "5e1f9c03b7d2468afe10c92b7735e6d4";
const std::string other_digits = "c3f41d88027be95a6f0e94b1dd2738ac";
const std::vector<std::string> meter = {"--variant", "austria-ksm-west", "--key", digits};

/// A push that is deciphered with this key but holds no list.
simulator::Bytes push_of_nothing(const std::string& key_digits) {
  const simulator::Bytes plaintext(40, 0x0f);
  return simulator::mbus_frame(
      0x10, simulator::general_glo_ciphering(plaintext, {.key = aes_key_from_hex(key_digits)}));
}

/// Whether a text has four bytes of a key in a row, either raw or in hexadecimal of whatever
/// spelling.
bool shows(const std::string& key_digits, const std::string& text) {
  std::string spelled;
  for (const char c : text)
    if (std::isxdigit(static_cast<unsigned char>(c)))
      spelled += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    else if (std::string_view(" ,:\r\n\tx").find(c) == std::string_view::npos)
      spelled += '.';
    else if (c == 'x' && spelled.ends_with('0'))
      spelled.pop_back();
  constexpr std::size_t size = 4;
  const auto bytes = from_hex(key_digits);
  for (std::size_t i = 0; i + size <= bytes.size(); ++i) {
    const std::string raw(bytes.begin() + static_cast<std::ptrdiff_t>(i),
                          bytes.begin() + static_cast<std::ptrdiff_t>(i + size));
    if (spelled.find(key_digits.substr(2 * i, 2 * size)) != std::string::npos ||
        text.find(raw) != std::string::npos)
      return true;
  }
  return false;
}

void check_shows_nothing(const Outcome& outcome) {
  for (const std::string& key : {digits, other_digits})
    BOOST_TEST(!shows(key, outcome.out + outcome.err), outcome.out << outcome.err);
}

Process waiting_run(const Terminal& terminal, const std::vector<std::string>& arguments,
                    const std::function<void()>& before_exec = {}) {
  Command command = exporter({"--device", terminal.path(), "--stdout"});
  command.arguments.insert(command.arguments.end(), arguments.begin(), arguments.end());
  command.before_exec = before_exec;
  return Process(command);
}

/// A run that fails when it uses this path, and not before for another reason.
Command with_path(const std::string& option, const std::string& path) {
  std::vector<std::string> arguments = {"--timeout", "1s", option, path};
  if (option != "--device")
    arguments.insert(arguments.end(), {"--device", "-"});
  if (option != "--textfile-dir" && option != "--output")
    arguments.emplace_back("--stdout");
  return exporter(arguments);
}

/// How often some bytes are in the memory of a process.
std::size_t count_in_memory(const Process& process, const std::string& wanted) {
  const std::string proc = kaifa::formatted("/proc/{}/", process.id());
  std::ifstream memory(proc + "mem", std::ios::binary);
  std::ifstream maps(proc + "maps");
  BOOST_REQUIRE(memory.is_open());
  std::size_t count = 0;
  for (std::string line; std::getline(maps, line);) {
    std::size_t dash = 0;
    const auto begin = std::stoul(line, &dash, 16);
    const auto end = std::stoul(line.substr(dash + 1), nullptr, 16);
    if (line.find(" r") == std::string::npos || line.find("[v") != std::string::npos)
      continue;
    std::string bytes(end - begin, '\0');
    memory.clear();
    memory.seekg(static_cast<std::streamoff>(begin));
    memory.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    for (auto at = bytes.find(wanted); at != std::string::npos; at = bytes.find(wanted, at + 1))
      ++count;
  }
  return count;
}

void allow_core_dumps() {
  const rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};
  if (setrlimit(RLIMIT_CORE, &limit) != 0)
    _exit(EXIT_FAILURE);
}

/// Whether a waiting run with these arguments leaves a core dump when a signal asks for one.
bool leaves_core_dump(std::vector<std::string> arguments) {
  const TemporaryDirectory directory;
  const std::string path = directory.path();
  const Terminal terminal;
  arguments.insert(arguments.begin(), {"--device", terminal.path(), "--stdout"});
  Command command = exporter(std::move(arguments));
  command.arguments.front() = std::filesystem::absolute(command.arguments.front());
  command.before_exec = [path] {
    allow_core_dumps();
    if (chdir(path.c_str()) != 0)
      _exit(EXIT_FAILURE);
  };
  Process run(command);
  terminal.wait_for_raw_reader();
  run.send(SIGQUIT);
  const Outcome outcome = run.wait();
  if (outcome.signal != SIGQUIT)
    throw std::runtime_error("SIGQUIT did not end it: " + outcome.err);
  return outcome.left_core_dump;
}

} // namespace

BOOST_AUTO_TEST_SUITE(key)

BOOST_AUTO_TEST_CASE(a_key_file_without_a_key_is_a_wrong_configuration) {
  const auto check = [](const std::string& path, const std::string& words) {
    const Outcome outcome =
        run(exporter({"--device", "-", "--stdout", "--timeout", "1s", "--key-file", path}));
    check_ended(outcome, EX_CONFIG, words);
    BOOST_TEST((outcome.err.find(path) != std::string::npos), outcome.err);
    check_shows_nothing(outcome);
  };
  const std::string no_key = " holds no key: it ";
  check("/no/such/key", "cannot read the key file /no/such/key: No such file or directory");
  check(KeyFolder("").path(), no_key);
  check(KeyFolder(digits + "0").path(), no_key);
  check(KeyFolder(digits.substr(1)).path(), no_key);
  check(KeyFolder("key = " + digits).path(), no_key);
  check(KeyFolder(digits, 0644).path(), " is open to every user of this host; try: chmod o= ");
  const TemporaryDirectory directory;
  BOOST_REQUIRE(chmod(directory.path().c_str(), 0700) == 0);
  check(directory.path(), ": Is a directory");
  const std::string fifo = directory / "fifo";
  BOOST_REQUIRE(mkfifo(fifo.c_str(), 0600) == 0);
  check(fifo, " cannot be read: it had not ended by the deadline");
}

// The unit tests try each option and each spelling; here the run goes on until it uses the value.
BOOST_AUTO_TEST_CASE(a_key_in_place_of_a_path_is_not_shown) {
  for (const std::string option :
       {"--device", "--textfile-dir", "--output", "--key-file", "--config", "--record"})
    for (const std::string& value : {digits, "/nonexistent/" + digits, digits + "/x"}) {
      if (value == digits && (option == "--output" || option == "--record"))
        continue; // the run would create a file of this name
      const Outcome outcome = run(with_path(option, value));
      BOOST_TEST(outcome.status > 0);
      if (value == digits)
        BOOST_TEST(outcome.err.find("looks like a key") != std::string::npos, outcome.err);
      check_shows_nothing(outcome);
    }
  const TemporaryDirectory directory;
  Command command = exporter({"--device", directory / digits, "--stdout"});
  write_file(directory / digits, "");
  check_shows_nothing(run(command));
}

BOOST_AUTO_TEST_CASE(a_path_never_makes_a_second_line) {
  for (const std::string option :
       {"--device", "--textfile-dir", "--output", "--key-file", "--config", "--record"})
    for (const std::string path : {"/nonexistent/a\nb", "/nonexistent\n\x1b[2J/b"}) {
      const Outcome outcome = run(with_path(option, path));
      BOOST_TEST(outcome.err.find('\n') == outcome.err.size() - 1, outcome.err);
      BOOST_TEST(outcome.err.find('\x1b') == std::string::npos, outcome.err);
    }
}

BOOST_AUTO_TEST_CASE(a_key_file_of_root_is_reported_to_an_ordinary_user) {
  const KeyFolder folder(digits, 0600, 0);
  Command command = exporter({"--device", "-", "--stdout", "--key-file", folder.path()});
  command.before_exec = become_ordinary_user;
  check_ended(run(command), EX_CONFIG, "cannot read the key file");
}

BOOST_AUTO_TEST_CASE(a_key_may_come_from_another_program_through_a_pipe) {
  Command command = exporter({"--device", "-", "--stdout", "--key-file", "/dev/fd/63"});
  command.before_exec = [] {
    become_ordinary_user();
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0 || write(ends[1], digits.data(), digits.size()) < 0)
      _exit(EXIT_FAILURE);
    dup2(ends[0], 63);
    close(ends[0]);
    close(ends[1]);
  };
  command.input = to_string(bytes_of_simulator(meter, 1));
  const Outcome outcome = run(command);
  BOOST_TEST(outcome.err == "");
  BOOST_TEST(outcome.status == EX_OK);
}

BOOST_AUTO_TEST_CASE(a_signal_ends_the_wait_for_a_key) {
  const TemporaryDirectory directory;
  const std::string fifo = directory / "fifo";
  BOOST_REQUIRE(mkfifo(fifo.c_str(), 0600) == 0);
  Process run(exporter({"--device", "-", "--stdout", "--key-file", fifo}));
  wait_until("a run that waits for a key", [&] { return is_waiting(run) && run.has_open(fifo); });
  run.send(SIGTERM);
  BOOST_TEST(run.wait().signal == SIGTERM);
}

BOOST_AUTO_TEST_CASE(the_test_finds_a_key_that_is_shown) {
  BOOST_TEST(shows(digits, "the key is " + digits));
  BOOST_TEST(shows(digits, "0x9C, 0x03,\n0xB7, 0xD2"));
  BOOST_TEST(shows(digits, "... 35 e6 D4 77 35 E6 D4"));
  BOOST_TEST(shows(digits, "\xb7\xd2\x46\x8a"));
  BOOST_TEST(!shows(digits, other_digits));
}

BOOST_AUTO_TEST_CASE(no_output_message_or_file_shows_the_key) {
  for (const std::string& of_file : {digits, other_digits}) {
    const KeyFolder folder(of_file);
    for (const std::string format : {"prom", "text", "json", "dump", "files"}) {
      const TemporaryDirectory directory;
      std::vector<std::string> arguments = {"--device",          "-",         "--key-file",
                                            folder.path(),       "--verbose", "--record",
                                            directory / "record"};
      if (format == "files")
        arguments.insert(arguments.end(), {"--textfile-dir", directory.path()});
      else
        arguments.insert(arguments.end(), {"--stdout", "--format", format});
      const Outcome outcome = run(exporter(arguments, to_string(push_of_nothing(digits)) +
                                                          to_string(bytes_of_simulator(meter, 1))));
      BOOST_TEST(outcome.status == (of_file == digits ? EX_OK : EX_DATAERR));
      BOOST_TEST((outcome.err.find("rejected at byte 0") != std::string::npos));
      check_shows_nothing(outcome);
      for (const std::string& name : directory.names())
        for (const std::string& key : {digits, other_digits})
          BOOST_TEST(!shows(key, read_file(directory / name)), name);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_process_list_does_not_show_the_key) {
  const KeyFolder folder(digits);
  const Terminal terminal;
  const Process run = waiting_run(terminal, {"--key-file", folder.path()});
  terminal.wait_for_raw_reader();
  for (const std::string name : {"cmdline", "environ", "comm"})
    BOOST_TEST(!shows(digits, read_file(kaifa::formatted("/proc/{}/{}", run.id(), name))), name);
}

BOOST_AUTO_TEST_CASE(no_other_process_of_the_user_may_look_into_one_with_a_key) {
  constexpr uid_t nobody = 65534;
  const uid_t user = geteuid() == 0 ? nobody : geteuid();
  const KeyFolder folder(digits, 0600, user);
  const auto owner_of_memory = [&](const std::vector<std::string>& arguments) {
    const Terminal terminal;
    BOOST_REQUIRE(chmod(terminal.path().c_str(), 0666) == 0);
    const Process run = waiting_run(terminal, arguments, become_ordinary_user);
    terminal.wait_for_raw_reader();
    struct stat status {};
    BOOST_REQUIRE(stat(kaifa::formatted("/proc/{}/mem", run.id()).c_str(), &status) == 0);
    return status.st_uid;
  };
  BOOST_TEST(owner_of_memory({}) == user);
  BOOST_TEST(owner_of_memory({"--key-file", folder.path()}) == 0U);
}

BOOST_AUTO_TEST_CASE(a_process_with_a_key_leaves_no_core_dump,
                     *needs("core dumps", [] { return leaves_core_dump({}); })) {
  const KeyFolder folder(digits);
  BOOST_TEST(!leaves_core_dump({"--key-file", folder.path()}));
}

BOOST_AUTO_TEST_CASE(memory_holds_the_key_once_and_its_digits_never,
                     *needs("root", [] { return geteuid() == 0; })) {
  const KeyFolder folder(digits);
  const TemporaryDirectory directory;
  const std::string record = directory / "record";
  const Terminal terminal;
  const Process run = waiting_run(terminal, {"--key-file", folder.path(), "--record", record});
  const simulator::Bytes push = push_of_nothing(digits);
  const auto bytes = from_hex(digits);
  terminal.wait_for_raw_reader();
  for (const std::size_t received : {std::size_t{0}, push.size()}) {
    if (received > 0)
      terminal.write(push);
    wait_until("a run that has looked at all bytes",
               [&] { return read_file(record).size() == received && is_waiting(run); });
    BOOST_TEST(count_in_memory(run, std::string(bytes.begin(), bytes.end())) == 1U);
    BOOST_TEST(count_in_memory(run, digits) == 0U);
  }
}

BOOST_AUTO_TEST_SUITE_END()
