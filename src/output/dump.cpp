#include "dump.h"

#include "formatted.h"
#include "meter/reader.h"
#include "wire/frame_kinds.h"

#include <algorithm>

namespace kaifa {
namespace {

/// Lines of at most ten bytes; the first line has the meaning.
void append_lines(std::string& text, std::size_t offset, Bytes bytes, std::string_view meaning) {
  constexpr std::size_t bytes_per_line = 10;
  text += formatted("{:4}  {:<{}}  {}\n", offset,
                    hex(bytes.first(std::min(bytes.size(), bytes_per_line))),
                    3 * bytes_per_line - 1, meaning);
  for (std::size_t i = bytes_per_line; i < bytes.size(); i += bytes_per_line)
    text +=
        formatted("      {}\n", hex(bytes.subspan(i, std::min(bytes.size() - i, bytes_per_line))));
}

/// Lines for all bytes, with what the notes say about them.
void append_section(std::string& text, Bytes bytes, Notes notes) {
  std::ranges::stable_sort(notes, {}, &Note::offset);
  std::size_t shown = 0;
  const auto show_up_to = [&](std::size_t offset) {
    if (shown < offset)
      append_lines(text, shown, bytes.subspan(shown, offset - shown), "not explained");
    shown = std::max(shown, offset);
  };
  for (const Note& note : notes) {
    show_up_to(note.offset);
    append_lines(text, note.offset, bytes.subspan(note.offset, note.size), note.text);
    shown = note.offset + note.size;
  }
  show_up_to(bytes.size());
}

/// The frames of a message in segments: what they carry together, and the last frame.
struct Frames {
  std::vector<std::uint8_t> apdu;
  Examination last;
};

Frames note_frames(Bytes bytes, Notes& notes) {
  Frames frames;
  for (std::size_t begin = 0; begin < bytes.size(); begin += frames.last.size) {
    Notes of_frame;
    const Bytes rest = bytes.subspan(begin);
    frames.last = examine(rest, &of_frame);
    for (Note& note : of_frame) {
      note.offset += begin;
      notes.push_back(std::move(note));
    }
    if (frames.last.result != Examination::Result::whole)
      break;
    const Bytes apdu = rest.subspan(frames.last.apdu_offset, frames.last.apdu_size);
    frames.apdu.insert(frames.apdu.end(), apdu.begin(), apdu.end());
  }
  return frames;
}

} // namespace

std::string dump(Bytes frame, const ciphering::Key* key) {
  std::string text;
  if (frame.empty())
    return text;
  Plaintext plaintext;
  Frames frames; // the error may hold views of them
  std::optional<DecodeError> error;
  Notes notes;
  Examination examination = examine(frame, &notes);
  if (examination.segment) {
    notes.clear();
    frames = note_frames(frame, notes);
    examination = frames.last;
    append_section(text, frame, notes);
    if (!frames.apdu.empty()) {
      text += "message:\n";
      Notes of_message;
      Cursor cursor(frames.apdu, 0, &of_message, "message");
      (void)take_reading(cursor, examination.carrier, key, plaintext);
      error = cursor.error();
      append_section(text, frames.apdu, of_message);
    }
  } else {
    // The message, or the part of the message that the frame contains.
    const Bytes rest = frame.subspan(std::min(examination.apdu_offset, frame.size()));
    Cursor cursor(rest.first(std::min(rest.size(), examination.apdu_size)), examination.apdu_offset,
                  &notes);
    if (examination.result == Examination::Result::whole)
      error = wrong_control(examination.carrier.control);
    Carrier carrier = examination.carrier;
    if (error)
      carrier.control.reset(); // so that the dump shows another maker's list as far as possible
    if (examination.result == Examination::Result::whole || examination.apdu_offset > 0)
      (void)take_reading(cursor, carrier, key, plaintext);
    if (!error)
      error = cursor.error();
    append_section(text, frame, notes);
  }
  const bool key_fits = !error || error->reason != Reason::key;
  if (!plaintext.notes.empty() && key_fits) {
    text += "plaintext:\n";
    append_section(text, Bytes(plaintext.buffer).first(plaintext.size), plaintext.notes);
  }
  if (examination.result == Examination::Result::damaged)
    text += formatted("rejected: {}\n", text_of(examination.reason).meaning);
  else if (error)
    text += formatted("stops at byte {}{}: {}\n", error->offset,
                      error->within == "frame" ? "" : formatted(" of the {}", error->within),
                      error->message());
  else if (examination.result == Examination::Result::incomplete)
    text += formatted("stops at byte {}: {} more byte{} expected\n", examination.size,
                      examination.missing, examination.missing == 1 ? "" : "s");
  else if (examination.result == Examination::Result::no_frame)
    text += "stops at byte 0: no frame begins here\n";
  return text;
}

} // namespace kaifa
