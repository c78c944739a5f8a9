#include "push_diagnosis.h"

#include "wire/mbus.h"

#include <fmt/format.h>

namespace kaifa {
void PushDiagnosis::watch(const Rejection& rejection) {
  switch (rejection.reason) {
  case Reason::cut_off:
    if (rejection.bytes[0] == mbus::start)
      what_came_ = mbus::part_that_came(rejection.bytes);
    return;
  case Reason::no_push:
  case Reason::segment:
  case Reason::other_maker:
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

std::optional<Verdict> PushDiagnosis::verdict(const std::string& key_file) const {
  if (!reason_ && what_came_.empty())
    return {};
  switch (reason_.value_or(Reason::segment)) {
  case Reason::no_push:
    return Verdict{Cause::other_protocol, why_ + "; read it with a program for that meter"};
  case Reason::other_maker:
    return Verdict{Cause::other_maker, why_ + "; read it with a program for that meter"};
  case Reason::ciphered:
    return Verdict{
        Cause::no_key,
        why_ + "; ask the grid company for its key, and name the file of the key with --key-file"};
  case Reason::authenticated:
    return Verdict{Cause::authenticated, why_ + "; this program reads no authenticated messages"};
  case Reason::key:
    return Verdict{
        Cause::wrong_key,
        fmt::format("ciphered pushes, but nothing that was deciphered with the key of {} is a "
                    "list: is it the key of another meter?",
                    key_file)};
  default:
    return Verdict{
        Cause::damaged,
        fmt::format("no push came whole ({}{}{}); try another adapter, or a shorter cable", why_,
                    why_.empty() || what_came_.empty() ? "" : "; ", what_came_)};
  }
}

} // namespace kaifa
