// The program at a pseudo-terminal:
//
//   port-bench PROGRAM REPLACE-FILE DIRECTORY RUNS
//
// Prints two lines: the median time in microseconds from the last byte of a frame until the new
// file is visible, for PROGRAM and for REPLACE-FILE with the same bytes; the processor time in
// microseconds of RUNS runs of PROGRAM at once, and of the same number one after another.

#include "children.h"
#include "support/sample_frames.h"
#include "support/terminal.h"

#include <fcntl.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <span>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

using std::chrono::steady_clock;

const simulator::Bytes frame = sample::frame(sample::Variant::norway_3_wire, 2).bytes;

pid_t start_at(const support::Terminal& terminal, const std::string& program,
               const std::vector<std::string>& destination) {
  std::vector<std::string> arguments = {program, "--device", terminal.path(), "--config",
                                        "/dev/null"};
  arguments.insert(arguments.end(), destination.begin(), destination.end());
  return bench::start(arguments, STDIN_FILENO);
}

double median(std::vector<double>& values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

/// Notices when a file gets its name in a directory.
class Watch {
public:
  explicit Watch(const std::string& directory) : fd_(inotify_init1(IN_CLOEXEC)) {
    if (inotify_add_watch(fd_.get(), directory.c_str(), IN_MOVED_TO) < 0)
      throw std::runtime_error("cannot watch " + directory);
  }

  /// Does the last step, and measures how long it takes until a file gets its name.
  [[nodiscard]] double microseconds_to_file(const auto& last_step) const {
    const auto begin = steady_clock::now();
    last_step();
    std::array<char, 4096> event;
    if (read(fd_.get(), event.data(), event.size()) <= 0)
      throw std::runtime_error("no file came");
    return std::chrono::duration<double, std::micro>(steady_clock::now() - begin).count();
  }

private:
  kaifa::UniqueFd fd_;
};

/// Waits until a process that was woken is asleep again.
void let_settle() {
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
}

double time_of_program(const Watch& watch, const std::string& program, const std::string& file) {
  const support::Terminal terminal;
  const pid_t child = start_at(terminal, program, {"--output", file});
  terminal.wait_for_raw_reader();
  terminal.write(std::span(frame).first(frame.size() - 1));
  let_settle();
  const double time = watch.microseconds_to_file([&] { terminal.write(std::span(frame).last(1)); });
  bench::wait_for(child);
  return time;
}

double time_of_replacing(const Watch& watch, const std::string& program, const std::string& file,
                         const std::string& text) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0)
    throw std::runtime_error("no pipe");
  const kaifa::UniqueFd read_end(ends[0]);
  kaifa::UniqueFd write_end(ends[1]);
  const pid_t child = bench::start({program, file + ".tmp", file}, read_end.get());
  if (write(write_end.get(), text.data(), text.size()) != std::ssize(text))
    throw std::runtime_error("cannot write into a pipe");
  let_settle();
  const double time = watch.microseconds_to_file([&] { write_end = kaifa::UniqueFd(); });
  bench::wait_for(child);
  return time;
}

void compare_times(const std::string& program, const std::string& replace_file,
                   const std::string& directory, std::size_t runs) {
  const Watch watch(directory);
  const std::string file = directory + "/kaifa.prom";
  std::vector<double> of_program, of_replacing;
  for (std::size_t i = 0; i < runs; ++i) {
    of_program.push_back(time_of_program(watch, program, file));
    std::ifstream written(file);
    const std::string text(std::istreambuf_iterator<char>(written), {});
    of_replacing.push_back(time_of_replacing(watch, replace_file, file, text));
  }
  std::printf("%.0f %.0f\n", median(of_program), median(of_replacing));
}

void read_at_once(const std::string& program, std::size_t count) {
  const std::vector<support::Terminal> terminals(count);
  std::vector<pid_t> children;
  for (const support::Terminal& terminal : terminals)
    children.push_back(start_at(terminal, program, {"--stdout"}));
  for (const support::Terminal& terminal : terminals)
    terminal.wait_for_raw_reader();
  for (const support::Terminal& terminal : terminals)
    terminal.write(frame);
  std::ranges::for_each(children, bench::wait_for);
}

void compare_processor_times(const std::string& program, std::size_t runs) {
  const double begin = bench::processor_microseconds();
  read_at_once(program, runs);
  const double between = bench::processor_microseconds();
  for (std::size_t i = 0; i < runs; ++i)
    read_at_once(program, 1);
  std::printf("%.0f %.0f\n", between - begin, bench::processor_microseconds() - between);
}

} // namespace

int main(int argc, char** argv) {
  try {
    if (argc != 5)
      throw std::runtime_error("usage: port-bench PROGRAM REPLACE-FILE DIRECTORY RUNS");
    const std::size_t runs = std::stoul(argv[4]);
    compare_times(argv[1], argv[2], argv[3], runs);
    compare_processor_times(argv[1], runs);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "port-bench: %s\n", error.what());
    return EXIT_FAILURE;
  }
}
