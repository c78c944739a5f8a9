#pragma once

#include "advice.h"
#include "failure.h"
#include "meter/reader.h"
#include "push_diagnosis.h"

#include <string>
#include <vector>

namespace kaifa {

/// Watches what arrives from the port, to explain a run in which the list asked for never arrived.
///
/// What the bytes prove comes first: correct check sequences prove the line, a system title or a
/// list version proves the maker, and text proves that no meter sent it.
class Diagnosis {
public:
  void watch_bytes(Bytes bytes);
  void watch(const Reader::Event& event);

  /// The last whole frame that was rejected, else the last damaged one; empty if there was none.
  [[nodiscard]] Bytes refused_frame() const { return refused_frame_; }

  /// Why the list did not arrive (silence, noise, damage, another protocol, other lists), and what
  /// to try.
  [[nodiscard]] Failure no_reading(const Attempt& attempt) const;

private:
  void watch_whole(const Rejection& rejection);
  void watch_damaged(const Rejection& rejection);
  [[nodiscard]] std::uint64_t damaged_frames(const Statistics& statistics) const;
  [[nodiscard]] std::string why_other_lists(const Attempt& attempt) const;
  [[nodiscard]] Verdict why_no_list(const Attempt& attempt) const;
  [[nodiscard]] std::string other_maker(const Statistics& statistics) const;
  [[nodiscard]] std::string other_protocol(const Attempt& attempt) const;
  [[nodiscard]] std::string damage(const Attempt& attempt) const;

  std::vector<std::uint8_t> first_bytes_;
  std::uint64_t bytes_ = 0;
  std::vector<std::uint8_t> refused_frame_;
  bool refused_frame_has_error_ = false;
  std::uint64_t unknown_frames_ = 0; ///< whole frames, probably from a Kaifa meter
  std::string why_unknown_;          ///< the error of the last unknown frame
  std::string other_list_version_;
  std::uint64_t proven_headers_ = 0; ///< damaged frames with a correct HCS
  std::uint64_t other_headers_ = 0;  ///< the same, from another maker's meter
  std::uint64_t cut_off_at_end_ = 0; ///< cut off by the end of the wait, false starts included
  std::optional<cosem::DateTime> clock_;
  PushDiagnosis pushes_;
};

} // namespace kaifa
