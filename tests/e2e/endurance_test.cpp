// What a waiting run withstands: floods, silence, other runs, interruptions, a clock that jumps.
#include "formatted.h"
#include "support/failure.h"
#include "support/interposer.h"
#include "support/reading.h"
#include "support/sample_frames.h"
#include "support/terminal.h"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sysexits.h>

#include <algorithm>
#include <memory>

namespace {

using namespace support;
using sample::joined;
namespace data = boost::unit_test::data;

constexpr long tolerance_kib = 1024;
constexpr int reader_limit_ms = 30'000; // a program that stops reading fails the test

/// AddressSanitizer keeps freed memory back for a while, and its search for leaks takes memory at
/// the end, unless it is told not to.
Command that_gives_memory_back(Command command) {
  command.environment["ASAN_OPTIONS"] =
      "quarantine_size_mb=0:thread_local_quarantine_size_kb=0:detect_leaks=0";
  return command;
}

} // namespace

BOOST_AUTO_TEST_SUITE(endurance, *boost::unit_test::label("slow"))

BOOST_DATA_TEST_CASE(a_flood_ends_at_the_deadline_and_takes_no_more_memory,
                     data::make({"/dev/zero", "/dev/urandom"}), device) {
  const EarlierFiles files;
  Process program(that_gives_memory_back(
      exporter({"--device", device, "--timeout", "2s", "--textfile-dir", files.directory()})));
  wait_until("for the program to read", [&] { return program.has_open(device); });
  const auto half_way = std::chrono::steady_clock::now() + std::chrono::seconds(1);
  wait_until("for half of the time", [&] { return std::chrono::steady_clock::now() > half_way; });
  const long at_half = program.peak_memory_kib();
  long at_end = at_half;
  wait_until("for the end", [&] {
    at_end = std::max(at_end, program.peak_memory_kib());
    return program.has_ended();
  });
  BOOST_TEST(at_half > 0);
  BOOST_TEST(at_end < at_half + tolerance_kib);
  const Outcome outcome = program.wait();
  BOOST_TEST(outcome.err.starts_with(
      kaifa::formatted("kaifa-exporter: no list 2 from {} within 2 s: ", device)));
  BOOST_TEST(outcome.err.find(" bytes came, ") != std::string::npos);
  BOOST_TEST(outcome.status == EX_DATAERR);
  files.check_untouched_beside("kaifa_failure.prom");
}

BOOST_AUTO_TEST_CASE(a_reading_after_a_flood_of_other_frames_is_found) {
  constexpr std::size_t flood_size = 100'000'000;
  simulator::Bytes block;
  while (block.size() < 1'000'000) {
    const auto next = joined({frame(1), {0x7e, 0xa0, 0xff}});
    block.insert(block.end(), next.begin(), next.end());
  }
  const TemporaryDirectory directory;
  const std::string fifo = directory / "fifo";
  BOOST_REQUIRE(mkfifo(fifo.c_str(), 0600) == 0);
  Process program(
      that_gives_memory_back(exporter({"--device", fifo, "--stdout", "--timeout", "10min"})));
  kaifa::UniqueFd writer;
  wait_until("for a reader of the FIFO", [&] {
    writer = kaifa::UniqueFd(open(fifo.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC));
    return static_cast<bool>(writer);
  });
  const auto write_all = [&](const simulator::Bytes& bytes) {
    for (std::size_t sent = 0; sent < bytes.size();) {
      pollfd room = {writer.get(), POLLOUT, 0};
      BOOST_REQUIRE(poll(&room, 1, reader_limit_ms) == 1);
      const ssize_t count = write(writer.get(), bytes.data() + sent, bytes.size() - sent);
      BOOST_REQUIRE(count > 0);
      sent += static_cast<std::size_t>(count);
    }
  };
  write_all(block);
  const long at_first = program.peak_memory_kib();
  const auto start = std::chrono::steady_clock::now();
  for (std::size_t sent = 0; sent < flood_size; sent += block.size())
    write_all(block);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  BOOST_TEST(at_first > 0);
  BOOST_TEST(program.peak_memory_kib() < at_first + tolerance_kib);
  write_all(frame(2));
  check_says(program.wait(), said_in(frame(2)));
  BOOST_TEST_MESSAGE(kaifa::formatted("{:.0f} MB/s", flood_size / 1e6 / seconds.count()));
}

BOOST_AUTO_TEST_CASE(silence_costs_no_processor_time) {
  const Terminal port;
  const Outcome outcome = run(exporter({"--device", port.path(), "--stdout", "--timeout", "2s"}));
  BOOST_TEST(outcome.status == EX_UNAVAILABLE);
  // A program that polls without a pause would use all of the two seconds.
  BOOST_TEST((outcome.processor_time < std::chrono::seconds(1)));
}

BOOST_AUTO_TEST_CASE(twenty_runs_at_once_take_turns_at_one_port) {
  const Simulator meter({"--hurry"});
  std::vector<std::unique_ptr<Process>> runs;
  for (int i = 0; i < 20; ++i)
    runs.push_back(std::make_unique<Process>(exporter({"--device", meter.port(), "--stdout"})));
  for (const auto& run : runs) {
    const Samples samples = said(run->wait());
    BOOST_TEST(samples.contains("kaifa_current_amperes{phase=\"L3\"}"));
  }
}

BOOST_AUTO_TEST_CASE(those_who_get_no_turn_say_so_at_the_deadline) {
  const Terminal port;
  std::vector<std::unique_ptr<Process>> runs;
  for (int i = 0; i < 20; ++i)
    runs.push_back(std::make_unique<Process>(
        exporter({"--device", port.path(), "--stdout", "--timeout", "1s"})));
  int silent = 0, busy = 0;
  for (const auto& run : runs) {
    const int status = run->wait().status;
    silent += status == EX_UNAVAILABLE ? 1 : 0;
    busy += status == EX_TEMPFAIL ? 1 : 0;
  }
  BOOST_TEST(silent >= 1); // one holds the port until its deadline, and perhaps another after it
  BOOST_TEST(silent + busy == 20);
}

BOOST_AUTO_TEST_CASE(a_wait_that_is_interrupted_all_the_time_goes_on) {
  const Terminal port;
  kaifa::UniqueFd other = port.open_slave();
  BOOST_REQUIRE(flock(other.get(), LOCK_EX) == 0);
  Process program(interrupted_all_the_time(exporter({"--device", port.path(), "--stdout"})));
  wait_until("for the program to wait", [&] { return is_waiting(program); });
  other = kaifa::UniqueFd();
  port.wait_for_raw_reader();
  const auto whole = frame(2);
  port.write(std::span(whole).first(50));
  port.write(std::span(whole).subspan(50));
  check_says(program.wait(), said_in(whole));
}

BOOST_AUTO_TEST_CASE(a_wait_that_is_interrupted_all_the_time_ends_at_its_deadline) {
  const Terminal port;
  const Outcome outcome = run(
      interrupted_all_the_time(exporter({"--device", port.path(), "--stdout", "--timeout", "1s"})));
  BOOST_TEST(outcome.status == EX_UNAVAILABLE);
}

BOOST_AUTO_TEST_CASE(a_clock_that_jumps_by_hours_moves_no_deadline) {
  const Terminal port;
  const Outcome silent =
      run(with_jumping_clock(exporter({"--device", port.path(), "--stdout", "--timeout", "1s"})));
  BOOST_TEST(silent.err.starts_with(
      kaifa::formatted("kaifa-exporter: no list 2 from {} within 1 s: nothing came", port.path())));
  BOOST_TEST(silent.status == EX_UNAVAILABLE);

  const Terminal other; // the first one is raw already, which says nothing about its reader
  Process program(with_jumping_clock(exporter({"--device", other.path(), "--stdout"})));
  other.wait_for_raw_reader();
  other.write(frame(1));
  other.write(frame(2));
  const Samples samples = parse_samples(program.wait().out);
  check_same(said_by_meter(samples), said_in(frame(2)));
  BOOST_TEST(std::stod(samples.at("kaifa_read_duration_seconds")) < 3600);
}

BOOST_AUTO_TEST_CASE(a_line_that_hangs_up_in_the_middle_of_a_frame_is_an_io_error) {
  const EarlierFiles files;
  Terminal port;
  Process program(
      exporter({"--device", port.path(), "--textfile-dir", files.directory(), "--verbose"}));
  port.wait_for_raw_reader();
  port.write(frame(1));
  const auto next = frame(2);
  port.write(std::span(next).first(60));
  program.wait_for_error("list 1 in 41 bytes at byte 0\n");
  port.close();
  const Outcome outcome = program.wait();
  BOOST_TEST(outcome.status == EX_IOERR);
  BOOST_TEST(outcome.err.ends_with("; was the adapter unplugged?\n"));
  files.check_untouched_beside("kaifa_failure.prom");
}

BOOST_AUTO_TEST_SUITE_END()
