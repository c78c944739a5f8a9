#include "diagnosis.h"

#include "wire/other_protocols.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>

namespace kaifa {
namespace {

constexpr std::size_t most_first_bytes = 4096;

/// "1 frame", "2 frames"
std::string counted(std::uint64_t count, std::string_view thing) {
  return fmt::format("{} {}{}", count, thing, count == 1 ? "" : "s");
}

/// "once", "twice", "3 times"
std::string times(std::uint64_t count) {
  return count == 1 ? "once" : count == 2 ? "twice" : fmt::format("{} times", count);
}

/// "hcs 3, fcs 9"
std::string counts_of(const Statistics& statistics) {
  std::string text;
  for (std::size_t i = 0; i < reason_texts.size(); ++i)
    if (statistics.rejections[i] > 0)
      fmt::format_to(std::back_inserter(text), "{}{} {}", text.empty() ? "" : ", ",
                     reason_texts[i].name, statistics.rejections[i]);
  return text;
}

/// ", and its clock shows 12:58:20: it is due in 1 min 50 s", for a list that is sent at HH:00:10.
std::string until_list_3(const std::optional<cosem::DateTime>& clock) {
  if (!clock || !cosem::local_seconds(*clock))
    return "";
  constexpr int hour_s = 3600;
  constexpr int due_s = 10;
  const int since_last_s = (clock->minute * 60 + clock->second + hour_s - due_s) % hour_s;
  const int left_s = hour_s - since_last_s;
  return fmt::format(", and its clock shows {:02}:{:02}:{:02}: it is due in {} min {} s",
                     clock->hour, clock->minute, clock->second, left_s / 60, left_s % 60);
}

std::string_view give_more(const Wait& wait) {
  return wait.input_ended ? "; give it more input" : "; give it a longer --timeout";
}

std::string_view please_report(const Wait& wait) {
  return wait.input_ended ? "; please report it with these bytes"
                          : "; please report it with the file that --record FILE writes";
}

/// Whether the port was free for less time than a meter may take between two lists.
bool was_busy_too_long(const Wait& wait) {
  constexpr std::chrono::seconds longest_pause(10);
  const auto free = wait.timeout - wait.port_busy;
  return free < longest_pause && free < wait.port_busy;
}

std::string_view why_nothing_came(const Wait& wait) {
  if (wait.from_terminal)
    return "nothing came at all; is the adapter on the M-Bus pins of the plug "
           "(RJ45: 1 and 2, RJ12: 3 and 4), and has the grid company opened the port?";
  return wait.input_ended
             ? "nothing was sent before the input ended; is the program that writes it running?"
             : "nothing came at all; is the program that writes to it running?";
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
  pushes_.watch(rejection);
  const bool whole = rejection.error.has_value();
  if (whole) {
    ++refused_whole_frames_;
    why_refused_ = rejection.why();
  }
  if (whole || refused_whole_frames_ == 0)
    refused_frame_.assign(rejection.bytes.begin(), rejection.bytes.end());
}

Failure Diagnosis::no_reading(const Wait& wait, const Statistics& statistics) const {
  const auto failed = [&](Cause cause, std::string_view why) {
    return Failure(
        cause, wait.input_ended
                   ? fmt::format("no list {} up to the end of {}: {}", wait.list, wait.input, why)
                   : fmt::format("no list {} from {} within {} s: {}", wait.list, wait.input,
                                 wait.timeout.count(), why));
  };
  if (statistics.bytes == 0 && was_busy_too_long(wait))
    return failed(Cause::port_busy,
                  fmt::format("another process had the port for {} s, and nothing came after that; "
                              "give it a longer --timeout",
                              std::chrono::round<std::chrono::seconds>(wait.port_busy).count()));
  if (statistics.bytes == 0)
    return failed(wait.input_ended ? Cause::input_ended : Cause::silence, why_nothing_came(wait));
  if (statistics.list_frames() > 0)
    return failed(Cause::other_list, why_other_lists(wait, statistics));
  const auto [cause, why] = why_no_list(wait, statistics);
  return failed(cause, why);
}

/// Valid lists came, but shorter ones than the list asked for.
std::string Diagnosis::why_other_lists(const Wait& wait, const Statistics& statistics) const {
  std::string text;
  for (std::size_t i = 0; i < statistics.lists.size(); ++i)
    if (statistics.lists[i] > 0)
      fmt::format_to(std::back_inserter(text), "{}list {} came {}", text.empty() ? "" : " and ",
                     i + 1, times(statistics.lists[i]));
  if (refused_whole_frames_ > 0)
    return fmt::format("{}, and {} held no list that this program knows: {}{}", text,
                       counted(refused_whole_frames_, "whole frame"), why_refused_,
                       please_report(wait));

  const std::uint64_t damaged = statistics.rejected_frames();
  if (damaged > 0)
    fmt::format_to(std::back_inserter(text), ", and {} {} damaged ({})", counted(damaged, "frame"),
                   damaged == 1 ? "was" : "were", counts_of(statistics));
  constexpr std::uint64_t list_1_in_20_s = 10;
  const bool is_lost =
      wait.list == 2 ? damaged > 0 || statistics.lists[0] >= list_1_in_20_s
                     : !wait.input_ended && wait.timeout - wait.port_busy >= std::chrono::hours(1);
  text += wait.list == 2 ? "; the meter sends list 2 every 10 s"
                         : "; the meter sends list 3 at HH:00:10";
  if (is_lost)
    return text + ": does the adapter lose bytes of long frames? try another";
  return fmt::format("{}{}{}", text, wait.list == 3 ? until_list_3(clock_) : "", give_more(wait));
}

Verdict Diagnosis::why_no_list(const Wait& wait, const Statistics& statistics) const {
  const std::string came = counted(statistics.bytes, "byte") + " came";
  if (const auto pushes = pushes_.verdict(wait.key_file))
    return {pushes->cause, fmt::format("{}, {}", came, pushes->text)};
  if (refused_whole_frames_ > 0)
    return {Cause::unknown_list, fmt::format("{} came, but no list that this program knows: {}{}",
                                             counted(refused_whole_frames_, "whole frame"),
                                             why_refused_, please_report(wait))};
  if (const auto other = other_protocol(first_bytes_); !other.empty())
    return {Cause::other_protocol, fmt::format("{}, {}", came, other)};

  const bool frames_began = statistics.rejected(Reason::closing_flag) +
                                statistics.rejected(Reason::fcs) +
                                statistics.rejected(Reason::cut_off) >
                            0;
  const Cause cause = frames_began ? Cause::damaged : Cause::noise;
  const std::string rejected = counts_of(statistics);
  const std::string what =
      frames_began ? fmt::format("{}, but every frame was damaged ({})", came, rejected)
                   : fmt::format("{}, but no frame{}", came,
                                 rejected.empty() ? "" : fmt::format(" (rejected: {})", rejected));
  if (!wait.from_terminal)
    return {cause, what + "; are these the raw bytes of a meter?"};
  const std::string_view other_parity = wait.line.parity == Parity::even ? "none" : "even";
  if (frames_began)
    return {cause, fmt::format("{}; try another adapter, a shorter cable, or --parity {}", what,
                               other_parity)};
  return {cause, fmt::format("{}; wrong baud rate or parity? try {}--parity {}", what,
                             wait.line.baud == LineSettings().baud ? "" : "--baud 2400 or ",
                             other_parity)};
}

} // namespace kaifa
