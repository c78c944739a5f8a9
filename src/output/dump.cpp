#include "dump.h"

#include "meter/reader.h"
#include "wire/kinds.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace kaifa {
namespace {

/// Lines of at most ten bytes; the meaning stands on the first.
void append_lines(std::string& text, std::size_t offset, Bytes bytes, std::string_view meaning) {
  constexpr std::size_t bytes_per_line = 10;
  const auto out = std::back_inserter(text);
  fmt::format_to(out, "{:4}  {:<{}}  {}\n", offset,
                 hex(bytes.first(std::min(bytes.size(), bytes_per_line))), 3 * bytes_per_line - 1,
                 meaning);
  for (std::size_t i = bytes_per_line; i < bytes.size(); i += bytes_per_line)
    fmt::format_to(out, "      {}\n",
                   hex(bytes.subspan(i, std::min(bytes.size() - i, bytes_per_line))));
}

/// What the decoder notes of the message that the frame carries, as far as the frame has it.
std::optional<DecodeError> note_message(Bytes frame, const Candidate& candidate, Notes& notes) {
  if (candidate.apdu_offset == 0)
    return candidate.missing;
  const Bytes rest = frame.subspan(candidate.apdu_offset);
  Cursor cursor(rest.first(std::min(rest.size(), candidate.apdu_size)), candidate.apdu_offset,
                &notes);
  (void)take_reading(cursor);
  return cursor.failed() ? cursor.error() : candidate.missing;
}

} // namespace

std::string dump(Bytes frame) {
  std::string text;
  if (frame.empty())
    return text;
  Notes notes;
  const Candidate candidate = examine(frame, &notes);
  const auto error = note_message(frame, candidate, notes);
  std::ranges::stable_sort(notes, {}, &Note::offset);

  std::size_t shown = 0;
  const auto show_up_to = [&](std::size_t offset) {
    if (shown < offset)
      append_lines(text, shown, frame.subspan(shown, offset - shown), "not explained");
    shown = std::max(shown, offset);
  };
  for (const Note& note : notes) {
    show_up_to(note.offset);
    append_lines(text, note.offset, frame.subspan(note.offset, note.size), note.text);
    shown = note.offset + note.size;
  }
  show_up_to(frame.size());
  if (error)
    fmt::format_to(std::back_inserter(text), "stops at byte {}: {}\n", error->offset,
                   error->message());
  else if (candidate.verdict == Candidate::Verdict::no_frame)
    text += "stops at byte 0: no frame begins here\n";
  else if (candidate.verdict == Candidate::Verdict::damaged)
    fmt::format_to(std::back_inserter(text), "rejected: {}\n", text_of(candidate.reason).meaning);
  return text;
}

} // namespace kaifa
