#include "failure_file.h"

#include "failure.h"
#include "host/textfile.h"
#include "host/time_zone.h"
#include "output/failed_run.h"

#include <array>
#include <chrono>

#include <unistd.h>

namespace kaifa {
namespace {

std::string path_of(const Job& job, int list) {
  return job.textfile_dir + '/' + job.name + (list == 3 ? "_energy" : "") + "_failure.prom";
}

} // namespace

void leave_failure(const Job& job, Cause cause, const Statistics& statistics, Moment start) {
  using std::chrono::milliseconds;
  const FailedRun run = {
      .cause = cause,
      .name = job.name,
      .list = job.list,
      .labels = job.labels,
      .failed_ms = unix_time_ms(),
      .duration_ms =
          std::chrono::floor<milliseconds>(std::chrono::steady_clock::now() - start).count(),
      .statistics = statistics,
  };
  try {
    const TextFile file(path_of(job, job.list));
    std::string text = cause == Cause::other_run ? renewed(file.content(), run) : "";
    if (text.empty())
      text = exposition(run);
    const std::array<NewText, 1> texts = {{{file, std::move(text)}}};
    replace(texts, Flush::no);
  } catch (const Failure&) {
    // See the header.
  }
}

void remove_failure(const Job& job, int received_list) {
  // A run that waits for list 3 succeeds with no other list.
  (void)unlink(path_of(job, 2).c_str());
  if (received_list == 3)
    (void)unlink(path_of(job, 3).c_str());
}

} // namespace kaifa
