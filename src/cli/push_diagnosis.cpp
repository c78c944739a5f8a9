#include "push_diagnosis.h"

#include "formatted.h"
#include "wire/mbus.h"

namespace kaifa {
namespace {

/// Whether the bytes hold a segment of a push other than its first.
bool has_later_segment(Bytes bytes) {
  for (; !bytes.empty(); bytes = bytes.subspan(1)) {
    if (bytes[0] != mbus::start)
      continue;
    const Examination examination = mbus::examine(bytes);
    if (examination.result == Examination::Result::whole && examination.segment &&
        examination.segment->number > 0)
      return true;
  }
  return false;
}

} // namespace

void PushDiagnosis::watch(const Rejection& rejection) {
  switch (rejection.reason) {
  case Reason::cut_off:
    if (mbus::is_of_a_push(rejection.bytes))
      what_came_ = mbus::part_that_came(rejection.bytes);
    return;
  case Reason::segment:
    why_not_whole_ = rejection.error ? rejection.error->message() : rejection.why();
    return;
  case Reason::sum:
    has_wrong_sum_ = has_wrong_sum_ || mbus::is_of_a_push(rejection.bytes);
    return;
  case Reason::stop_byte:
    has_wrong_stop_ = has_wrong_stop_ || mbus::is_of_a_push(rejection.bytes);
    return;
  case Reason::ciphered:
  case Reason::authenticated:
  case Reason::key:
    reason_ = rejection.reason;
    why_ = rejection.error ? rejection.error->message() : rejection.why();
    return;
  default:
    return;
  }
}

std::optional<Verdict> PushDiagnosis::whole(const std::string& key_file,
                                            const Statistics& statistics) const {
  switch (reason_.value_or(Reason::segment)) {
  case Reason::ciphered:
    return Verdict{
        Cause::no_key,
        why_ + "; ask the grid company for its key, and name the file of the key with --key-file"};
  case Reason::authenticated:
    return Verdict{Cause::authenticated, why_ + "; this program reads no authenticated messages"};
  case Reason::key: {
    // An 8-bit sum lets one damaged frame in 256 pass, which looks like a wrong key.
    constexpr std::uint64_t damaged_per_chance = 32;
    const std::uint64_t damaged =
        statistics.rejected(Reason::sum) + statistics.rejected(Reason::stop_byte);
    if (damaged >= damaged_per_chance * statistics.rejected(Reason::key))
      return {};
    return Verdict{
        Cause::wrong_key,
        formatted("ciphered pushes, but nothing that was deciphered with the key of {} is a "
                  "list: is it the key of another meter, or not the one for encryption (GUEK)?",
                  key_file)};
  }
  default:
    return {};
  }
}

std::string PushDiagnosis::parts(Bytes bytes) const {
  if (!why_not_whole_.empty() || !what_came_.empty())
    return formatted("{}{}{}", why_not_whole_,
                     why_not_whole_.empty() || what_came_.empty() ? "" : "; ", what_came_);
  if (has_wrong_sum_ || has_wrong_stop_)
    return formatted("{}{}{}", has_wrong_sum_ ? "wrong checksums" : "",
                     has_wrong_sum_ && has_wrong_stop_ ? " and " : "",
                     has_wrong_stop_ ? "wrong stop bytes" : "");
  return has_later_segment(bytes) ? "segment 0 expected, none came" : "";
}

} // namespace kaifa
