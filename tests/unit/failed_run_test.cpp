#include "formatted.h"
#include "output/failed_run.h"

#include "version.h"

#include <boost/test/unit_test.hpp>

namespace {

using kaifa::Cause;
using kaifa::FailedRun;
using kaifa::Reason;

/// A run with something in each metric.
class Run {
public:
  explicit Run(kaifa::CommonLabels labels = {}) : labels_(std::move(labels)) {
    came_.bytes = 1234;
    came_.lists = {7, 0, 1};
    came_.rejections[static_cast<std::size_t>(Reason::hcs)] = 2;
    came_.rejections[static_cast<std::size_t>(Reason::list)] = 3;
  }

  [[nodiscard]] FailedRun failed(Cause cause, std::int64_t failed_ms = 1'709'211'500'250) const {
    return {.cause = cause,
            .name = name_,
            .list = 2,
            .labels = labels_,
            .failed_ms = failed_ms,
            .duration_ms = 45'003,
            .statistics = came_};
  }

private:
  std::string name_ = "kaifa";
  kaifa::CommonLabels labels_;
  kaifa::Statistics came_;
};

/// The whole interface: names, types, HELP texts and labels. node_exporter drops the series of a
/// file whose HELP differs from that of another file.
std::string text_of(std::string_view site, std::string_view status, std::string_view cause,
                    int exit_status, std::string_view failed_at) {
  return kaifa::formatted(
      R"(# HELP kaifa_run_failure_info Why the last run failed; always 1. Absent after a run that succeeded.
# TYPE kaifa_run_failure_info gauge
kaifa_run_failure_info{{{0}name="kaifa",list="2",status="{1}",cause="{2}",version="{5}"}} 1
# HELP kaifa_run_failure_timestamp_seconds Unix time of this host at which the last run failed.
# TYPE kaifa_run_failure_timestamp_seconds gauge
kaifa_run_failure_timestamp_seconds{{{0}name="kaifa",list="2"}} {4}
# HELP kaifa_run_failure_exit_status Exit status of the last run, which failed.
# TYPE kaifa_run_failure_exit_status gauge
kaifa_run_failure_exit_status{{{0}name="kaifa",list="2"}} {3}
# HELP kaifa_run_failure_duration_seconds Time from the start of the run that failed to its end.
# TYPE kaifa_run_failure_duration_seconds gauge
kaifa_run_failure_duration_seconds{{{0}name="kaifa",list="2"}} 45.003
# HELP kaifa_run_failure_received_bytes Bytes that came during the run that failed.
# TYPE kaifa_run_failure_received_bytes gauge
kaifa_run_failure_received_bytes{{{0}name="kaifa",list="2"}} 1234
# HELP kaifa_run_failure_received_lists Valid lists that came during the run that failed, by list; only those that came.
# TYPE kaifa_run_failure_received_lists gauge
kaifa_run_failure_received_lists{{{0}name="kaifa",list="2",received="1"}} 7
kaifa_run_failure_received_lists{{{0}name="kaifa",list="2",received="3"}} 1
# HELP kaifa_run_failure_rejected_frames Frames rejected during the run that failed, by reason; only those that occurred.
# TYPE kaifa_run_failure_rejected_frames gauge
kaifa_run_failure_rejected_frames{{{0}name="kaifa",list="2",reason="hcs"}} 2
kaifa_run_failure_rejected_frames{{{0}name="kaifa",list="2",reason="list"}} 3
)",
      site, status, cause, exit_status, failed_at, kaifa::version);
}

} // namespace

BOOST_AUTO_TEST_SUITE(failed_run)

BOOST_AUTO_TEST_CASE(the_text_is_that_of_the_contract) {
  BOOST_TEST(exposition(Run().failed(Cause::damaged)) ==
             text_of("", "DATAERR", "damaged", 65, "1709211500.250"));
}

BOOST_AUTO_TEST_CASE(each_cause_has_its_name_and_status) {
  for (const kaifa::CauseText& cause : kaifa::cause_texts)
    BOOST_TEST(exposition(Run().failed(cause.cause)) ==
               text_of("", text_of(cause.status).name, cause.name, static_cast<int>(cause.status),
                       "1709211500.250"));
}

BOOST_AUTO_TEST_CASE(the_users_labels_come_first_without_those_named_like_the_metrics_own) {
  const Run run({{"site", "Å \"x\"\\"},
                 {"name", "a"},
                 {"list", "b"},
                 {"status", "c"},
                 {"cause", "d"},
                 {"version", "e"},
                 {"received", "f"}});
  BOOST_TEST(exposition(run.failed(Cause::silence)) ==
             text_of(R"(site="Å \"x\"\\",)", "UNAVAILABLE", "silence", 69, "1709211500.250"));
}

BOOST_AUTO_TEST_CASE(a_run_without_bytes_has_no_counts_of_lists_and_reasons) {
  const std::string name = "m";
  const kaifa::Statistics nothing;
  const std::string text = exposition(FailedRun{.cause = Cause::bug,
                                                .name = name,
                                                .list = 3,
                                                .labels = {},
                                                .failed_ms = 0,
                                                .duration_ms = 7,
                                                .statistics = nothing});
  BOOST_TEST(text.find("received_lists") == std::string::npos);
  BOOST_TEST(text.find("rejected_frames") == std::string::npos);
  BOOST_TEST(text.find("received_bytes{name=\"m\",list=\"3\"} 0\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(only_the_time_and_duration_of_an_earlier_text_are_renewed) {
  const std::string earlier = text_of("site=\"a b\",", "DATAERR", "noise", 65, "1.000");
  BOOST_TEST(renewed(earlier, Run().failed(Cause::other_run)) ==
             text_of("site=\"a b\",", "DATAERR", "noise", 65, "1709211500.250"));
}

BOOST_AUTO_TEST_CASE(anything_but_the_whole_text_of_a_failure_is_not_renewed) {
  const Run later;
  const FailedRun run = later.failed(Cause::other_run);
  const std::string earlier = text_of("", "DATAERR", "noise", 65, "1.000");
  // The script that reports killed runs writes no duration.
  const std::size_t last_needed = earlier.find("kaifa_run_failure_timestamp_seconds{");
  for (std::size_t size = 0; size < earlier.size(); ++size) {
    const std::string part = earlier.substr(0, size);
    const bool is_whole = part.ends_with('\n') && size > last_needed;
    BOOST_TEST(renewed(part, run).empty() == !is_whole, size);
  }
  for (const std::string_view metric : {"info", "timestamp_seconds"}) {
    const std::string sample = kaifa::formatted("\nkaifa_run_failure_{}{{", metric);
    for (const std::string& others :
         {"\nK" + sample.substr(2), sample.substr(0, sample.size() - 1) + "_of_others{"}) {
      std::string other = earlier;
      other.replace(other.find(sample), sample.size(), others);
      BOOST_TEST(renewed(other, run).empty(), others);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
