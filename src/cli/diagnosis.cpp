#include "diagnosis.h"

#include "formatted.h"
#include "wire/frame_kinds.h"
#include "wire/other_protocols.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace kaifa {
namespace {

// Wherever they begin, they hold the longest frame whole.
constexpr std::size_t most_first_bytes = 2 * max_frame_size;

/// "1 frame", "2 frames"
std::string counted(std::uint64_t count, std::string_view thing) {
  return formatted("{} {}{}", count, thing, count == 1 ? "" : "s");
}

/// "once", "twice", "3 times"
std::string times(std::uint64_t count) {
  return count == 1 ? "once" : count == 2 ? "twice" : formatted("{} times", count);
}

std::string bytes_came(const Statistics& statistics) {
  return counted(statistics.bytes, "byte") + " came";
}

/// "hcs 3, fcs 9"
std::string counts_of(const Statistics& statistics) {
  std::string text;
  for (std::size_t i = 0; i < reason_texts.size(); ++i)
    if (statistics.rejections[i] > 0)
      text += formatted("{}{} {}", text.empty() ? "" : ", ", reason_texts[i].name,
                        statistics.rejections[i]);
  return text;
}

/// ", and its clock shows 12:58:20: it is due in 1 min 50 s", for a list sent at HH:00:10.
std::string until_list_3(const std::optional<cosem::DateTime>& clock) {
  if (!clock || !cosem::local_seconds(*clock))
    return "";
  constexpr int hour_s = 3600;
  constexpr int due_s = 10;
  const int since_last_s = (clock->minute * 60 + clock->second + hour_s - due_s) % hour_s;
  const int left_s = hour_s - since_last_s;
  const int minutes = left_s / 60;
  const int seconds = left_s % 60;
  return formatted(", and its clock shows {:02}:{:02}:{:02}: it is due in {}{}{}", clock->hour,
                   clock->minute, clock->second, minutes ? formatted("{} min", minutes) : "",
                   minutes && seconds ? " " : "", seconds ? formatted("{} s", seconds) : "");
}

std::string why_nothing_came(const Attempt& attempt) {
  if (attempt.from_terminal)
    return "nothing came at all" + for_silence(attempt);
  if (attempt.from_file)
    return "the file is empty";
  return attempt.input_ended
             ? "nothing was sent before the input ended; is the program that writes it running?"
             : "nothing came at all; is the program that writes to it running?";
}

/// The name of a maker whose meters are known on such ports; empty for any other.
std::string_view name_of_maker(std::string_view title) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> makers = {
      {{"ELS", "Elster"}, {"ISK", "Iskraemeco"}, {"LGZ", "Landis+Gyr"}, {"SAG", "Sagemcom"}}};
  for (const auto& [known_title, name] : makers)
    if (known_title == title)
      return name;
  return "";
}

} // namespace

void Diagnosis::watch_bytes(Bytes bytes) {
  bytes_ += bytes.size();
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
  const bool has_error = rejection.error.has_value();
  if (has_error || !refused_frame_has_error_)
    refused_frame_.assign(rejection.bytes.begin(), rejection.bytes.end());
  refused_frame_has_error_ = refused_frame_has_error_ || has_error;
  if (has_error && rejection.reason != Reason::segment)
    watch_whole(rejection);
  else
    watch_damaged(rejection);
}

void Diagnosis::watch_whole(const Rejection& rejection) {
  const bool is_unknown = rejection.reason == Reason::list || rejection.reason == Reason::apdu;
  // Ciphertext may hold any text by chance.
  if (is_unknown || rejection.reason == Reason::control)
    if (const auto version = kaifa::other_list_version(rejection.bytes); !version.empty())
      other_list_version_ = version;
  if (is_unknown) {
    ++unknown_frames_;
    why_unknown_ = rejection.why();
  }
}

void Diagnosis::watch_damaged(const Rejection& rejection) {
  const Bytes bytes = rejection.bytes;
  // Bytes rejected after a frame that the end of the wait cut off began within that frame.
  if (rejection.reason != Reason::segment &&
      (cut_off_at_end_ > 0 ||
       (rejection.reason == Reason::cut_off && rejection.offset + bytes.size() == bytes_)))
    ++cut_off_at_end_;
  if (rejection.reason == Reason::no_push && mbus::is_of_a_push(bytes)) {
    ++unknown_frames_;
    why_unknown_ = rejection.why();
  }
  if (const Examination examination = examine(bytes); examination.header_fits)
    ++(wrong_control(examination.carrier.control) ? other_headers_ : proven_headers_);
}

Failure Diagnosis::no_reading(const Attempt& attempt) const {
  const Statistics& statistics = attempt.statistics;
  const auto failed = [&](Cause cause, std::string_view why) {
    return Failure(cause, attempt.input_ended
                              ? formatted("no list {} up to the end of {}: {}", attempt.list,
                                          attempt.input, why)
                              : formatted("no list {} from {} within {} s: {}", attempt.list,
                                          attempt.input, attempt.timeout.count(), why));
  };
  if (statistics.bytes == 0 && was_busy_too_long(attempt))
    return failed(attempt.run_had_port ? Cause::other_run : Cause::port_busy,
                  formatted("another process had the port for {} s, and nothing came after that; "
                            "give it a longer --timeout",
                            std::chrono::round<std::chrono::seconds>(attempt.port_busy).count()));
  if (statistics.bytes == 0)
    return failed(attempt.input_ended ? Cause::input_ended : Cause::silence,
                  why_nothing_came(attempt));
  if (statistics.list_frames() > 0)
    return failed(Cause::other_list, why_other_lists(attempt));
  const auto [cause, why] = why_no_list(attempt);
  return failed(cause, why);
}

/// Rejected frames, except those that the end of the wait cut off.
std::uint64_t Diagnosis::damaged_frames(const Statistics& statistics) const {
  return statistics.rejected_frames() - cut_off_at_end_;
}

/// Valid lists came, but shorter ones than the list asked for.
std::string Diagnosis::why_other_lists(const Attempt& attempt) const {
  const Statistics& statistics = attempt.statistics;
  std::string text;
  for (std::size_t i = 0; i < statistics.lists.size(); ++i)
    if (statistics.lists[i] > 0)
      text += formatted("{}list {} came {}", text.empty() ? "" : " and ", i + 1,
                        times(statistics.lists[i]));
  if (unknown_frames_ > 0)
    return formatted("{}, and {} held no list that this program knows: {}{}", text,
                     counted(unknown_frames_, "whole frame"), why_unknown_, please_report(attempt));

  const std::uint64_t damaged = damaged_frames(statistics);
  if (damaged > 0)
    text += formatted(", and {} {} damaged ({})", counted(damaged, "frame"),
                      damaged == 1 ? "was" : "were", counts_of(statistics));
  if (damaged > 0 && has_lost_carriage_returns(first_bytes_))
    return formatted("{}; {}", text, set_raw_there);
  constexpr std::uint64_t list_1_in_20_s = 10;
  const bool is_lost =
      attempt.list == 2
          ? statistics.lists[0] >= list_1_in_20_s || (damaged > 0 && was_long_enough(attempt))
          : !attempt.input_ended && time_of(attempt) >= std::chrono::hours(1);
  text += attempt.list == 2 ? "; the meter sends list 2 every 10 s"
                            : "; the meter sends list 3 at HH:00:10";
  if (is_lost)
    return formatted("{}, so long frames are lost{}", text, for_lost_bytes(attempt));
  return formatted("{}{}{}", text, attempt.list == 3 ? until_list_3(clock_) : "",
                   give_more(attempt));
}

Verdict Diagnosis::why_no_list(const Attempt& attempt) const {
  const Statistics& statistics = attempt.statistics;
  if (const std::string text = other_maker(statistics); !text.empty())
    return {Cause::other_maker, formatted("{}{}", text, read_elsewhere)};
  // A wrong key yields the beginning of a list once in twenty thousand times.
  if (unknown_frames_ > 0 && unknown_frames_ >= statistics.rejected(Reason::key))
    return {Cause::unknown_list, formatted("{} came, but no list that this program knows: {}{}",
                                           counted(unknown_frames_, "whole frame"), why_unknown_,
                                           please_report(attempt))};
  if (const auto pushes = pushes_.whole(attempt.key_file, statistics))
    return {pushes->cause, formatted("{}, {}", bytes_came(statistics), pushes->text)};
  if (const std::string text = other_protocol(attempt); !text.empty())
    return {Cause::other_protocol, formatted("{}, {}", bytes_came(statistics), text)};
  if (const std::string text = damage(attempt); !text.empty())
    return {Cause::damaged, formatted("{}, {}", bytes_came(statistics), text)};

  // Some boards send 00 continuously between lists.
  const bool is_idle = std::ranges::all_of(first_bytes_, [](auto byte) { return byte == 0; });
  if (is_idle && attempt.from_terminal)
    return {Cause::noise, bytes_came(statistics) + ", all of them 00" + for_silence(attempt)};

  const std::string rejected = counts_of(statistics);
  return {Cause::noise, formatted("{}, but no frame{}{}", bytes_came(statistics),
                                  rejected.empty() ? "" : formatted(" (rejected: {})", rejected),
                                  for_noise(attempt))};
}

/// What came from another maker's meter, proven by a system title, a frame whose checks are
/// correct, or just its header; empty if nothing proves another maker.
std::string Diagnosis::other_maker(const Statistics& statistics) const {
  constexpr std::string_view ours = "KFM";
  constexpr std::string_view makers_of_hdlc = "Aidon, Kamstrup";
  if (const auto title = maker_in_title(first_bytes_); !title.empty() && title != ours) {
    const std::string_view name = name_of_maker(title);
    return formatted("{}, ciphered by another maker's meter ({}{}system title {})",
                     bytes_came(statistics), name, name.empty() ? "" : ", ", title);
  }
  const std::uint64_t others = statistics.rejected(Reason::control);
  if (others > 0 || !other_list_version_.empty())
    return formatted("{} came, but of another maker's meter ({})",
                     counted(others > 0 ? others : unknown_frames_, "whole frame"),
                     other_list_version_.empty() ? makers_of_hdlc : other_list_version_);
  if (statistics.rejected(Reason::segmented) > 0 && has_segmented_frame(first_bytes_))
    return bytes_came(statistics) + ", segmented HDLC frames, which no Kaifa meter sends";
  if (other_headers_ > 0 && proven_headers_ == 0 && unknown_frames_ == 0)
    return formatted("{}, no whole frame, but headers of another maker's meter ({})",
                     bytes_came(statistics), makers_of_hdlc);
  return "";
}

/// What the bytes are if they are of another protocol, and what to try; else empty.
std::string Diagnosis::other_protocol(const Attempt& attempt) const {
  switch (kaifa::other_protocol(first_bytes_)) {
  case OtherProtocol::p1:
    return "P1 telegrams; read this port with a program for P1 (DSMR)";
  case OtherProtocol::hexadecimal:
    return "but as hexadecimal text; 'xxd -r -p' turns it into the bytes, for --device -";
  case OtherProtocol::text:
    return formatted("but all of them are text, which these meters never send; is {} the right "
                     "input?",
                     attempt.input);
  case OtherProtocol::mbus:
    if (!pushes_.parts(first_bytes_).empty())
      return "";
    return formatted("M-Bus frames, but not of a Kaifa meter{}", read_elsewhere);
  case OtherProtocol::unknown:
    break;
  }
  return "";
}

/// What is wrong if frames began but none was whole, and what to try; empty if none began.
std::string Diagnosis::damage(const Attempt& attempt) const {
  const Statistics& statistics = attempt.statistics;
  const std::string parts = pushes_.parts(first_bytes_);
  const bool frames_began = proven_headers_ > 0 || statistics.rejected(Reason::closing_flag) > 0 ||
                            statistics.rejected(Reason::fcs) > 0;
  if (parts.empty() && !frames_began)
    return "";
  if (damaged_frames(statistics) == 0 && (attempt.input_ended || !was_long_enough(attempt)))
    return formatted("but no {} was whole when the {} ended{}{}", parts.empty() ? "frame" : "push",
                     attempt.input_ended ? "input" : "wait",
                     parts.empty() ? "" : formatted(" ({})", parts), give_more(attempt));
  const std::string what =
      parts.empty() ? formatted("but every frame was damaged ({})", counts_of(statistics))
                    : formatted("but no push came whole ({})", parts);
  if (has_lost_carriage_returns(first_bytes_))
    return formatted("{}; {}", what, set_raw_there);
  return what + for_lost_bytes(attempt);
}

} // namespace kaifa
