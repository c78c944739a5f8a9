#include "failed_run.h"

#include "exposition.h"
#include "version.h"

#include <algorithm>

namespace kaifa {
namespace {

constexpr Family info = {"kaifa_run_failure_info", "gauge",
                         "Why the last run failed; always 1. Absent after a run that succeeded.",
                         Part::failure};
constexpr Family timestamp = {"kaifa_run_failure_timestamp_seconds", "gauge",
                              "Unix time of this host at which the last run failed.",
                              Part::failure};
constexpr Family exit_status = {"kaifa_run_failure_exit_status", "gauge",
                                "Exit status of the last run, which failed.", Part::failure};
constexpr Family duration = {"kaifa_run_failure_duration_seconds", "gauge",
                             "Time from the start of the run that failed to its end.",
                             Part::failure};
constexpr Family received_bytes = {"kaifa_run_failure_received_bytes", "gauge",
                                   "Bytes that came during the run that failed.", Part::failure};
constexpr Family received_lists = {
    "kaifa_run_failure_received_lists", "gauge",
    "Valid lists that came during the run that failed, by list; only those that came.",
    Part::failure};
constexpr Family rejected_frames = {
    "kaifa_run_failure_rejected_frames", "gauge",
    "Frames rejected during the run that failed, by reason; only those that occurred.",
    Part::failure};

constexpr std::array<std::string_view, 6> own_names = {"name",  "list",    "status",
                                                       "cause", "version", "received"};

CommonLabels labels_of(const FailedRun& run) {
  CommonLabels labels = run.labels;
  std::erase_if(labels, [](const auto& label) {
    return std::ranges::find(own_names, label.first) != own_names.end();
  });
  labels.emplace_back("name", run.name);
  labels.emplace_back("list", std::to_string(run.list));
  return labels;
}

Decimal seconds(std::int64_t milliseconds) {
  return {milliseconds, 3};
}

/// Whether the line is a sample of the family.
bool is_sample(std::string_view line, const Family& family) {
  return line.starts_with(family.name) && line.substr(family.name.size()).starts_with('{');
}

} // namespace

std::string exposition(const FailedRun& run) {
  const CauseText& cause = text_of(run.cause);
  const ExitStatusText& status = text_of(cause.status);
  const std::array<std::string, Statistics::list_count> lists = {"1", "2", "3"};
  Samples samples;
  const auto add = [&samples](const Family& family, Decimal value,
                              std::array<Label, 3> labels = {}) {
    samples.push_back({&family, labels, value});
  };
  add(info, {1}, {{{"status", status.name}, {"cause", cause.name}, {"version", version}}});
  add(timestamp, seconds(run.failed_ms));
  add(exit_status, {static_cast<std::int64_t>(cause.status)});
  add(duration, seconds(run.duration_ms));
  add(received_bytes, {static_cast<std::int64_t>(run.statistics.bytes)});
  for (std::size_t i = 0; i < lists.size(); ++i)
    if (const auto count = static_cast<std::int64_t>(run.statistics.lists[i]))
      add(received_lists, {count}, {{{"received", lists[i]}}});
  for (std::size_t i = 0; i < reason_texts.size(); ++i)
    if (const auto count = static_cast<std::int64_t>(run.statistics.rejections[i]))
      add(rejected_frames, {count}, {{{"reason", reason_texts[i].name}}});
  return exposition(samples, labels_of(run));
}

std::string renewed(std::string_view earlier, const FailedRun& run) {
  std::string text;
  bool has_info = false, has_timestamp = false;
  while (!earlier.empty()) {
    const std::size_t size = earlier.find('\n');
    if (size == std::string_view::npos)
      return "";
    const std::string_view line = earlier.substr(0, size);
    earlier.remove_prefix(size + 1);
    const bool is_timestamp = is_sample(line, timestamp);
    const bool is_duration = is_sample(line, duration);
    if (is_timestamp || is_duration) {
      text += line.substr(0, line.rfind(' ') + 1);
      append(text, seconds(is_timestamp ? run.failed_ms : run.duration_ms));
    } else {
      text += line;
    }
    text += '\n';
    has_info = has_info || is_sample(line, info);
    has_timestamp = has_timestamp || is_timestamp;
  }
  return has_info && has_timestamp ? text : "";
}

} // namespace kaifa
