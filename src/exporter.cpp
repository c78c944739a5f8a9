#include "exporter.h"

#include "cli/diagnosis.h"
#include "cli/live_line.h"
#include "failure.h"
#include "host/port.h"
#include "host/textfile.h"
#include "host/time_zone.h"
#include "output/dump.h"
#include "output/exposition.h"
#include "output/formats.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <system_error>

namespace kaifa {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// The files that a run is going to replace.
struct Files {
  std::optional<TextFile> all;     ///< everything in one
  std::optional<TextFile> reading; ///< or the two parts
  std::optional<TextFile> energy;
};

/// One that is closed stands for a descriptor that can only be read.
void check_standard_output() {
  const int flags = fcntl(STDOUT_FILENO, F_GETFL);
  if (flags < 0 || (flags & O_ACCMODE) == O_RDONLY)
    throw Failure(ExitStatus::cannot_create,
                  fmt::format("cannot write to standard output: {}", std::strerror(EBADF)));
}

Files open_files(const Destination& destination) {
  Files files;
  if (destination.kind == Destination::Kind::standard_output)
    check_standard_output();
  if (destination.kind == Destination::Kind::output)
    files.all.emplace(destination.output);
  if (destination.kind == Destination::Kind::textfile_dir) {
    const std::string base = destination.textfile_dir + "/" + destination.name;
    files.reading.emplace(base + ".prom");
    files.energy.emplace(base + "_energy.prom");
  }
  return files;
}

/// So that runs take turns at a directory. Held up to the end of the run.
void lock_directory_of(const TextFile& file, const Waiting& waiting) {
  constexpr std::chrono::seconds patience(10);
  try {
    if (!waiting.until_locked(file.lock_fd(), steady_clock::now() + patience))
      throw Failure(
          ExitStatus::cannot_create,
          fmt::format("cannot write {}: another run has been writing to its directory for 10 s",
                      file.path()));
  } catch (const std::system_error& error) {
    throw Failure(ExitStatus::cannot_create,
                  fmt::format("cannot write {}: its directory: {}", file.path(), error.what()));
  }
}

/// Into a pipe that nobody reads a signal still ends the wait.
void print(std::string_view text, const Waiting& waiting) {
  while (!text.empty()) {
    (void)waiting.until_ready(STDOUT_FILENO, POLLOUT, Deadline::max());
    const std::string_view part = text.substr(0, PIPE_BUF);
    if (!write_all(STDOUT_FILENO, part))
      throw Failure(ExitStatus::cannot_create,
                    fmt::format("cannot write to standard output: {}", std::strerror(errno)));
    text.remove_prefix(part.size());
  }
}

Readout readout_of(const Reading& reading, const Statistics& statistics, Bytes frame,
                   const Options& options, Deadline start) {
  // system_clock of a 32-bit ARM has seconds of 32 bits, which end in 2038.
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  const std::int64_t now_ms = std::int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000;
  // If only one of the two clocks states its offset from UTC, use it for both.
  const auto clock_of = [&](std::optional<cosem::DateTime> time,
                            const std::optional<cosem::DateTime>& other) -> std::optional<Clock> {
    if (time && other && !cosem::deviation_seconds(*time))
      time->deviation_minutes = other->deviation_minutes;
    const auto unix_s = time ? unix_time(*time, now_ms / 1000) : std::nullopt;
    return unix_s ? std::optional<Clock>({*time, *unix_s}) : std::nullopt;
  };
  const auto energy_clock = clock_of(reading.clock, reading.frame_time);
  const auto frame_clock = clock_of(reading.frame_time, reading.clock);
  return {
      .reading = reading,
      .statistics = statistics,
      .frame = frame,
      .labels = options.labels,
      .meter_clock = frame_clock ? frame_clock : energy_clock,
      .energy_clock = energy_clock,
      .received_ms = now_ms,
      .duration_ms = std::chrono::floor<milliseconds>(steady_clock::now() - start).count(),
      .ct_ratio = options.ct_ratio,
  };
}

void write_files(const Files& files, const Readout& readout, const Options& options,
                 const Waiting& waiting) {
  const Samples samples = samples_of(readout);
  const auto first_of_energy = std::ranges::find(
      samples, Part::energy, [](const Sample& sample) { return sample.family->part; });
  const std::span all(samples);
  const auto size = static_cast<std::size_t>(first_of_energy - samples.begin());
  lock_directory_of(files.all ? *files.all : *files.reading, waiting);
  if (files.all)
    files.all->replace(exposition(all, options.labels));
  if (files.energy && size < all.size())
    files.energy->replace(exposition(all.subspan(size), options.labels));
  if (files.reading)
    files.reading->replace(exposition(all.first(size), options.labels));
}

void publish(const Reception& reception, const Statistics& statistics, const Files& files,
             const Options& options, const Waiting& waiting, Deadline start) {
  Reading reading = reception.reading;
  if (reading.wiring == Wiring::unknown)
    reading.wiring = options.wiring;
  if (const auto quantity = multiply(reading, options.ct_ratio); !quantity.empty())
    throw Failure(ExitStatus::config,
                  fmt::format("--ct-ratio {}: multiplied by it, the {} is out of range or no whole "
                              "count; is this ratio printed on the transformers?",
                              text(options.ct_ratio), quantity));
  if (options.verbose && reading.wiring == Wiring::unknown && reading.voltage_1_v)
    fmt::print(stderr, "voltages left out: the type of the meter does not tell whether it has 3 "
                       "wires or 4; see --wiring\n");
  const Readout readout = readout_of(reading, statistics, reception.frame.bytes, options, start);
  if (options.destination.kind == Destination::Kind::standard_output)
    print(options.destination.format->render(readout), waiting);
  else
    write_files(files, readout, options, waiting);
}

void log(const Reader::Event& event) {
  if (const auto* reception = std::get_if<Reception>(&event)) {
    fmt::print(stderr, "list {} in {} bytes at byte {}\n", reception->reading.list,
               reception->frame.bytes.size(), reception->frame.offset);
    return;
  }
  const auto& rejection = std::get<Rejection>(event);
  fmt::print(stderr, "rejected at byte {}: {}: {}\n{}", rejection.offset,
             text_of(rejection.reason).name, rejection.why(), dump(rejection.bytes));
}

} // namespace

void run(const Options& options, const Waiting& waiting, Deadline start) {
  if (options.timezone)
    set_time_zone(*options.timezone);
  const Files files = open_files(options.destination);
  const Deadline deadline = start + options.timeout;
  LiveLine live_line(options.list, deadline, !options.verbose);
  Port port(options.device, options.line, waiting, deadline);
  Reader reader;
  Diagnosis diagnosis;

  bool input_ended = false;
  for (bool ended = false; !ended;) {
    const auto bytes = port.read(std::min(deadline, live_line.next_update()));
    if (!bytes && steady_clock::now() < deadline) {
      live_line.update(reader.statistics(), diagnosis.bytes());
      continue;
    }
    input_ended = bytes && bytes->empty();
    ended = !bytes || input_ended;
    if (ended)
      reader.end_of_stream();
    Bytes stream = bytes.value_or(Bytes());
    diagnosis.watch_bytes(stream);
    while (const auto event = reader.next(stream)) {
      diagnosis.watch(*event);
      if (options.verbose)
        log(*event);
      const auto* reception = std::get_if<Reception>(&*event);
      if (reception && reception->reading.list >= options.list) {
        live_line.erase();
        publish(*reception, reader.statistics(), files, options, waiting, start);
        return;
      }
    }
  }
  const Destination& destination = options.destination;
  if (destination.kind == Destination::Kind::standard_output && destination.format->name == "dump")
    print(dump(diagnosis.refused_frame()), waiting);
  throw diagnosis.no_reading(options, reader.statistics(), input_ended);
}

} // namespace kaifa
