#include "exporter.h"

#include "cli/diagnosis.h"
#include "cli/live_line.h"
#include "failure.h"
#include "failure_file.h"
#include "formatted.h"
#include "host/key_file.h"
#include "host/port.h"
#include "host/port_users.h"
#include "host/recording.h"
#include "host/time_zone.h"
#include "output/dump.h"
#include "publisher.h"
#include "shown.h"

#include <algorithm>
#include <optional>

namespace kaifa {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// What --verbose prints for an event.
std::string description_of(const Reader::Event& event, const ciphering::Key* key) {
  if (const auto* reception = std::get_if<Reception>(&event))
    return formatted("list {} in {} bytes at byte {}\n", reception->reading.list,
                     reception->frame.bytes.size(), reception->frame.offset);
  const auto& rejection = std::get<Rejection>(event);
  return formatted("rejected at byte {}: {}: {}\n{}", rejection.offset,
                   text_of(rejection.reason).name, rejection.why(), dump(rejection.bytes, key));
}

/// The reading, completed by what only the user knows: the wires and the current transformers.
Reading completed(Reading reading, const Options& options) {
  if (reading.wiring == Wiring::unknown)
    reading.wiring = options.wiring;
  if (const auto quantity = multiply(reading, options.ct_ratio); !quantity.empty())
    throw Failure(Cause::ct_ratio,
                  formatted("--ct-ratio {}: the {} times this ratio is too large, or cannot be "
                            "written exactly; is this ratio printed on the transformers?",
                            text(options.ct_ratio), quantity));
  return reading;
}

/// Everything that must live until the run ends.
class Run {
public:
  Run(const Options& options, const Waiting& waiting, StandardError& standard_error, Moment start)
      : options_(options), waiting_(waiting), standard_error_(standard_error), start_(start),
        deadline_(start + options.timeout), live_line_(options.list, deadline_, !options.verbose) {}

  /// Waits for the list asked for and publishes it. Throws Failure and Interrupted.
  void publish_list() {
    prepare();
    for (;;) {
      const Port::Read read = next_read();
      if (read.kind != Port::Read::Kind::bytes)
        reader_->end_of_stream();
      if (recording_)
        recording_->write(read.bytes);
      diagnosis_.watch_bytes(read.bytes);
      if (publishes(read.bytes))
        return;
      if (read.kind != Port::Read::Kind::bytes)
        throw no_list(read.kind);
    }
  }

  /// Leaves the failure file of this run, if the run has a job. The run still holds the port, so
  /// the next run of the job has to wait.
  void leave_failure(Cause cause) const {
    if (const auto job = job_of(options_))
      kaifa::leave_failure(*job, cause, reader_ ? reader_->statistics() : Statistics(), start_);
  }

  /// Closes the port, and prints the text if there is any. The program that reads the text may take
  /// any time.
  void print() {
    port_.reset();
    if (publisher_)
      publisher_->print(waiting_, deadline_);
  }

private:
  /// Opens and checks everything that can fail before the wait. The port comes last, since the port
  /// may be busy.
  void prepare() {
    if (options_.timezone)
      set_time_zone(*options_.timezone);
    else if (const std::string path = refuse_special_zone(); !path.empty())
      say(formatted("kaifa-exporter: the time zone {} is not a regular file; UTC is used instead; "
                    "give --timezone\n",
                    shown_path(path)));
    if (options_.key_file)
      key_ = read_key_file(*options_.key_file, waiting_, deadline_);
    publisher_.emplace(options_.destination);
    if (options_.record) {
      recording_.emplace(*options_.record);
      if (publisher_->writes_to(*recording_))
        throw Failure(Cause::usage,
                      formatted("--record {}: the reading is written to this file; name another",
                                shown_path(*options_.record)));
    }
    LineSettings line = options_.line;
    line.check_parity = key_.has_value();
    port_.emplace(options_.device, line, waiting_, deadline_);
    reader_.emplace(key());
  }

  /// Waits for bytes, and shows a person that the run is waiting.
  [[nodiscard]] Port::Read next_read() {
    for (;;) {
      const Port::Read read = port_->read(std::min(deadline_, live_line_.next_update()));
      if (read.kind != Port::Read::Kind::time_out || steady_clock::now() >= deadline_)
        return read;
      live_line_.update(reader_->statistics());
    }
  }

  /// Publishes the list asked for, if these bytes complete it; returns whether they did.
  [[nodiscard]] bool publishes(Bytes stream) {
    while (const auto event = reader_->next(stream)) {
      diagnosis_.watch(*event);
      if (options_.verbose)
        say(description_of(*event, key()));
      const auto* reception = std::get_if<Reception>(&*event);
      if (!reception || reception->reading.list < options_.list)
        continue;
      publish(*reception);
      return true;
    }
    return false;
  }

  /// Called as soon as the last byte of the frame has arrived.
  void publish(const Reception& reception) {
    const Reading reading = completed(reception.reading, options_);
    if (options_.verbose && reading.wiring == Wiring::unknown && reading.voltage_1_v)
      say("voltages left out: the type of the meter does not tell whether it has 3 wires or 4; see "
          "--wiring\n");
    live_line_.erase();
    const std::int64_t now_ms = unix_time_ms();
    const Clocks clocks = clocks_of(reading, now_ms / 1000, unix_time);
    publisher_->publish({
        .reading = reading,
        .statistics = reader_->statistics(),
        .frame = reception.frame.bytes,
        .labels = options_.labels,
        .meter_clock = clocks.meter,
        .energy_clock = clocks.energy,
        .received_ms = now_ms,
        .duration_ms = std::chrono::floor<milliseconds>(steady_clock::now() - start_).count(),
        .ct_ratio = options_.ct_ratio,
        .key = key(),
        .is_from_port = port_->is_terminal(),
    });
    if (const auto job = job_of(options_))
      remove_failure(*job, reading.list);
  }

  [[nodiscard]] Failure no_list(Port::Read::Kind how_it_ended) {
    live_line_.erase();
    publisher_->publish_refused(diagnosis_.refused_frame(), key());
    return diagnosis_.no_reading(
        {.list = options_.list,
         .statistics = reader_->statistics(),
         .input = options_.device == "-" ? "standard input"
                  : port_->is_terminal() ? shown_word(options_.device)
                                         : shown_path(options_.device),
         .line = options_.line,
         .timeout = options_.timeout,
         .key_file = shown_path(options_.key_file.value_or("")),
         .input_ended = how_it_ended == Port::Read::Kind::end,
         .from_terminal = port_->is_terminal(),
         .from_file = port_->is_regular_file(),
         .port_busy = port_->busy(),
         .run_had_port = port_->run_had_it(),
         .other_users = port_->is_terminal() ? other_users_of(options_.device) : ""});
  }

  void say(std::string_view text) { standard_error_.say(text, deadline_); }
  [[nodiscard]] const ciphering::Key* key() const { return key_ ? &*key_ : nullptr; }

  const Options& options_;
  const Waiting& waiting_;
  StandardError& standard_error_;
  Moment start_;
  Moment deadline_;
  std::optional<ciphering::Key> key_;
  std::optional<Publisher> publisher_;
  std::optional<Recording> recording_;
  LiveLine live_line_;
  std::optional<Port> port_;
  std::optional<Reader> reader_;
  Diagnosis diagnosis_;
};

} // namespace

void export_list(const Options& options, const Waiting& waiting, StandardError& standard_error,
                 Moment start) {
  Run run(options, waiting, standard_error, start);
  try {
    run.publish_list();
  } catch (const Failure& failure) {
    run.leave_failure(failure.cause);
    run.print();
    throw;
  } catch (const std::exception&) {
    run.leave_failure(Cause::bug);
    throw;
  }
  run.print();
}

} // namespace kaifa
