#include "support/failure.h"
#include "support/frames.h"
#include "support/reading.h"
#include "support/terminal.h"

#include <boost/test/unit_test.hpp>
#include <sysexits.h>

#include <filesystem>

namespace {

using namespace support;

/// Noise, a damaged frame, a list 1, a list 2.
std::string stream() {
  auto damaged = frame(2);
  damaged[50] ^= 0x10;
  return "noise" + to_string(damaged) + to_string(frame(1)) + to_string(frame(2));
}

} // namespace

BOOST_AUTO_TEST_SUITE(record)

BOOST_AUTO_TEST_CASE(holds_every_byte_and_can_be_read_again) {
  const TemporaryDirectory directory;
  check_says(run(exporter({"--device", "-", "--stdout", "--record", directory / "run"}, stream())),
             said_in(frame(2)));
  BOOST_TEST((read_file(directory / "run") == stream()));
  check_says(run(exporter({"--device", directory / "run", "--stdout"})), said_in(frame(2)));
}

BOOST_AUTO_TEST_CASE(holds_what_arrived_in_a_run_that_fails) {
  const TemporaryDirectory directory;
  const Terminal port;
  Process program(exporter(
      {"--device", port.path(), "--stdout", "--timeout", "2", "--record", directory / "run"}));
  port.wait_for_raw_reader();
  const simulator::Bytes noise = {0x00, 0xff, 0x0d, 0x0a, 0x11};
  port.write(noise);
  BOOST_TEST(program.wait().status == EX_DATAERR);
  BOOST_TEST((read_file(directory / "run") == to_string(noise)));
}

BOOST_AUTO_TEST_CASE(leaves_an_existing_file_alone_and_says_so_before_the_wait) {
  const TemporaryDirectory directory;
  write_file(directory / "run", "of another run");
  const Terminal port;
  const Outcome outcome = run(exporter(
      {"--device", port.path(), "--stdout", "--timeout", "24h", "--record", directory / "run"}));
  BOOST_TEST(outcome.status == EX_CANTCREAT);
  BOOST_TEST(outcome.err.find(directory / "run") != std::string::npos);
  BOOST_TEST(read_file(directory / "run") == "of another run");
}

BOOST_AUTO_TEST_CASE(is_removed_if_it_has_no_byte_so_that_the_command_can_be_repeated) {
  const TemporaryDirectory directory;
  for (const std::string device : {"/dev/nonexistent", "/dev/null", "/"})
    for (int i = 0; i < 2; ++i) {
      const Outcome outcome =
          run(exporter({"--device", device, "--stdout", "--record", directory / "run"}));
      BOOST_TEST(outcome.err.find("File exists") == std::string::npos, outcome.err);
      BOOST_TEST(directory.names().empty());
    }
}

BOOST_AUTO_TEST_CASE(is_refused_in_a_file_that_the_reading_replaces) {
  const TemporaryDirectory directory;
  const TemporaryDirectory links;
  std::filesystem::create_directory_symlink(directory.path(), links / "link");
  const auto check_refused = [&](std::vector<std::string> arguments, const std::string& path) {
    arguments.insert(arguments.end(), {"--device", "-", "--record", path});
    check_ended(run(exporter(arguments, stream())), EX_USAGE,
                "--record " + path + ": the reading is written to this file");
    for (const std::string& name : directory.names())
      BOOST_TEST(name.ends_with("_failure.prom"));
  };
  check_refused({"--output", directory / "x"}, directory / "x");
  check_refused({"--output", directory / "x"}, links / "link/x");
  for (const std::string name : {"kaifa.prom", "kaifa_energy.prom"})
    check_refused({"--textfile-dir", directory.path()}, directory / name);
}

BOOST_AUTO_TEST_SUITE_END()
