#include "diagnosis.h"

#include "wire/other_protocols.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>

namespace kaifa {
namespace {

constexpr std::size_t most_first_bytes = 4096;

/// "hcs 3, fcs 9"
std::string counts_of(const Statistics& statistics) {
  std::string text;
  for (std::size_t i = 0; i < reason_texts.size(); ++i)
    if (statistics.rejections[i] > 0)
      fmt::format_to(std::back_inserter(text), "{}{} {}", text.empty() ? "" : ", ",
                     reason_texts[i].name, statistics.rejections[i]);
  return text;
}

/// Whether the port was free for less than a meter may take to send something.
bool was_busy_too_long(const Ending& ending, const Options& options) {
  constexpr std::chrono::seconds longest_pause(10);
  const auto free = options.timeout - ending.port_busy;
  return free < longest_pause && free < ending.port_busy;
}

/// When the next list 3 is due, by the clock of a meter that sends it at HH:00:10.
std::string until_list_3(const std::optional<cosem::DateTime>& clock) {
  if (!clock || !cosem::local_seconds(*clock))
    return "";
  constexpr int hour_s = 3600;
  constexpr int due_s = 10;
  const int since_last_s = (clock->minute * 60 + clock->second + hour_s - due_s) % hour_s;
  const int left_s = hour_s - since_last_s;
  return fmt::format(", and its clock shows {:02}:{:02}:{:02}: due in {} min {} s", clock->hour,
                     clock->minute, clock->second, left_s / 60, left_s % 60);
}

} // namespace

void Diagnosis::watch_bytes(Bytes bytes) {
  const auto kept = bytes.first(std::min(bytes.size(), most_first_bytes - first_bytes_.size()));
  first_bytes_.insert(first_bytes_.end(), kept.begin(), kept.end());
}

void Diagnosis::watch(const Reader::Event& event) {
  if (const auto* reception = std::get_if<Reception>(&event)) {
    clock_ = reception->reading.frame_time;
    return;
  }
  const auto& rejection = std::get<Rejection>(event);
  const bool whole = rejection.error.has_value();
  if (whole)
    why_refused_ = rejection.why();
  if (whole || why_refused_.empty())
    refused_frame_.assign(rejection.bytes.begin(), rejection.bytes.end());
}

Failure Diagnosis::no_reading(const Options& options, const Statistics& statistics,
                              const Ending& ending) const {
  const bool input_ended = ending.input_ended;
  const auto failed = [&](ExitStatus status, std::string_view what) {
    const std::string device = options.device == "-" ? "standard input" : options.device;
    return Failure(
        status, input_ended
                    ? fmt::format("no list {} up to the end of {}: {}", options.list, device, what)
                    : fmt::format("no list {} from {} within {} s: {}", options.list, device,
                                  options.timeout.count(), what));
  };

  constexpr std::string_view report =
      "please report what 'kaifa-exporter --stdout --format dump' shows";
  const std::string rejected = counts_of(statistics);
  if (statistics.bytes == 0 && was_busy_too_long(ending, options))
    return failed(ExitStatus::temporary_failure,
                  fmt::format("another process had the port for {} s, and nothing came after that; "
                              "give it a longer --timeout",
                              std::chrono::round<std::chrono::seconds>(ending.port_busy).count()));
  if (statistics.bytes == 0)
    return failed(ExitStatus::unavailable,
                  input_ended ? "it is empty; does what writes to it run?"
                  : !ending.from_terminal
                      ? "nothing came at all; is the program that writes to it running?"
                      : "nothing came at all; is the adapter on the two left-most pins of "
                        "the plug, and has the grid company opened the port?");
  if (statistics.list_frames() > 0) {
    const std::string due = options.list == 2
                                ? "the meter sends list 2 every 10 s"
                                : "the meter sends list 3 at HH:00:10" + until_list_3(clock_);
    const std::string refused =
        !why_refused_.empty()
            ? fmt::format(" and whole frames of no list that is known ({}): {}; {}", rejected,
                          why_refused_, report)
        : !rejected.empty() ? fmt::format(" and damaged frames ({}), as from an adapter that cuts "
                                          "long ones: try another",
                                          rejected)
                            : "";
    return failed(ExitStatus::temporary_failure,
                  fmt::format("{} of list 1 and {} of list 2 came{}; {}; give it {}",
                              statistics.lists[0], statistics.lists[1], refused, due,
                              input_ended ? "more input" : "a longer --timeout"));
  }
  if (!why_refused_.empty())
    return failed(ExitStatus::data_error,
                  fmt::format("{} bytes came, whole frames of no list that is known ({}): {}; {}",
                              statistics.bytes, rejected, why_refused_, report));
  if (const auto other = other_protocol(first_bytes_); !other.empty())
    return failed(ExitStatus::data_error,
                  fmt::format("{} bytes came, {}", statistics.bytes, other));

  const bool frames_began = statistics.rejected(Reason::closing_flag) +
                                statistics.rejected(Reason::fcs) +
                                statistics.rejected(Reason::cut_off) >
                            0;
  const std::string other_parity = options.line.parity == Parity::even ? "none" : "even";
  if (frames_began)
    return failed(ExitStatus::data_error,
                  fmt::format("{} bytes came, but every frame was damaged ({}); {}",
                              statistics.bytes, rejected,
                              input_ended ? "is it the raw capture of a meter?"
                                          : "try another adapter, a shorter cable, or --parity " +
                                                other_parity));
  constexpr unsigned meter_baud = 2400;
  const std::string remedy =
      input_ended
          ? "is it the raw capture of a meter?"
          : fmt::format("wrong baud rate or parity? try {}--parity {}",
                        options.line.baud == meter_baud ? "" : "--baud 2400 or ", other_parity);
  return failed(ExitStatus::data_error,
                fmt::format("{} bytes came, but no frame{}; {}", statistics.bytes,
                            rejected.empty() ? "" : fmt::format(" (rejected: {})", rejected),
                            remedy));
}

} // namespace kaifa
