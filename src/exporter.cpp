#include "exporter.h"

#include "cli/diagnosis.h"
#include "cli/live_line.h"
#include "failure.h"
#include "host/key_file.h"
#include "host/port.h"
#include "host/port_users.h"
#include "host/recording.h"
#include "host/time_zone.h"
#include "output/dump.h"
#include "publisher.h"
#include "shown.h"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>

namespace kaifa {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// The lines that --verbose prints for an event.
std::string description_of(const Reader::Event& event, const ciphering::Key* key) {
  if (const auto* reception = std::get_if<Reception>(&event))
    return fmt::format("list {} in {} bytes at byte {}\n", reception->reading.list,
                       reception->frame.bytes.size(), reception->frame.offset);
  const auto& rejection = std::get<Rejection>(event);
  return fmt::format("rejected at byte {}: {}: {}\n{}", rejection.offset,
                     text_of(rejection.reason).name, rejection.why(), dump(rejection.bytes, key));
}

/// A reading whose last byte has just come, and all that is known beside it.
Readout readout_of(const Reading& reading, const Statistics& statistics, Bytes frame,
                   const Options& options, const ciphering::Key* key, Deadline start,
                   bool is_from_port) {
  // system_clock of a 32-bit ARM has seconds of 32 bits, which end in 2038.
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  const std::int64_t now_ms = std::int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000;
  const Clocks clocks = clocks_of(reading, now_ms / 1000, unix_time);
  return {
      .reading = reading,
      .statistics = statistics,
      .frame = frame,
      .labels = options.labels,
      .meter_clock = clocks.meter,
      .energy_clock = clocks.energy,
      .received_ms = now_ms,
      .duration_ms = std::chrono::floor<milliseconds>(steady_clock::now() - start).count(),
      .ct_ratio = options.ct_ratio,
      .key = key,
      .is_from_port = is_from_port,
  };
}

/// The reading with what only the user knows: the wires and the current transformers.
Reading completed(Reading reading, const Options& options) {
  if (reading.wiring == Wiring::unknown)
    reading.wiring = options.wiring;
  if (const auto quantity = multiply(reading, options.ct_ratio); !quantity.empty())
    throw Failure(Cause::ct_ratio,
                  fmt::format("--ct-ratio {}: multiplied by it, the {} is out of range or no whole "
                              "count; is this ratio printed on the transformers?",
                              text(options.ct_ratio), quantity));
  return reading;
}

} // namespace

void run(const Options& options, const Waiting& waiting, StandardError& standard_error,
         Deadline start) {
  const Deadline deadline = start + options.timeout;
  if (options.timezone)
    set_time_zone(*options.timezone);
  else if (const std::string path = refuse_special_zone(); !path.empty())
    standard_error.say(fmt::format("kaifa-exporter: the time zone {} is not a regular file; UTC is "
                                   "used instead\n",
                                   shown_path(path)),
                       deadline);
  const auto key = options.key_file
                       ? std::optional(read_key_file(*options.key_file, waiting, deadline))
                       : std::nullopt;
  const ciphering::Key* const key_or_null = key ? &*key : nullptr;
  LineSettings line = options.line;
  line.check_parity = key.has_value();
  const Publisher publisher(options.destination, waiting);
  std::optional<Recording> recording;
  if (options.record)
    recording.emplace(*options.record);
  LiveLine live_line(options.list, deadline, !options.verbose);
  Port port(options.device, line, waiting, deadline);
  Reader reader(key_or_null);
  Diagnosis diagnosis;

  auto got = Port::Read::Kind::bytes;
  while (got == Port::Read::Kind::bytes) {
    const Port::Read read = port.read(std::min(deadline, live_line.next_update()));
    if (read.kind == Port::Read::Kind::time_out && steady_clock::now() < deadline) {
      live_line.update(reader.statistics());
      continue;
    }
    got = read.kind;
    if (got != Port::Read::Kind::bytes)
      reader.end_of_stream();
    if (recording)
      recording->write(read.bytes);
    diagnosis.watch_bytes(read.bytes);
    Bytes stream = read.bytes;
    while (const auto event = reader.next(stream)) {
      diagnosis.watch(*event);
      if (options.verbose)
        standard_error.say(description_of(*event, key_or_null), deadline);
      const auto* reception = std::get_if<Reception>(&*event);
      if (!reception || reception->reading.list < options.list)
        continue;
      const Reading reading = completed(reception->reading, options);
      if (options.verbose && reading.wiring == Wiring::unknown && reading.voltage_1_v)
        standard_error.say("voltages left out: the type of the meter does not tell whether it has "
                           "3 wires or 4; see --wiring\n",
                           deadline);
      live_line.erase();
      publisher.publish(readout_of(reading, reader.statistics(), reception->frame.bytes, options,
                                   key_or_null, start, port.is_terminal()));
      return;
    }
  }
  live_line.erase();
  publisher.publish_refused(diagnosis.refused_frame(), key_or_null);
  throw diagnosis.no_reading(
      {.list = options.list,
       .input = options.device == "-" ? "standard input" : shown_path(options.device),
       .line = options.line,
       .timeout = options.timeout,
       .key_file = shown_path(options.key_file.value_or("")),
       .input_ended = got == Port::Read::Kind::end,
       .from_terminal = port.is_terminal(),
       .port_busy = port.busy(),
       .other_users = port.is_terminal() ? other_users_of(options.device) : ""},
      reader.statistics());
}

} // namespace kaifa
