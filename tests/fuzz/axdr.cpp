#include "wire/axdr.h"
#include "targets.h"

namespace fuzz {

void axdr(Bytes input) {
  kaifa::Notes notes;
  kaifa::Cursor cursor(input, 0, &notes);
  while (!cursor.failed()) {
    const std::size_t before = cursor.offset();
    const kaifa::axdr::Value head = kaifa::axdr::take_head(cursor);
    cursor.note(head.offset, [&] { return kaifa::axdr::text(head); });
    kaifa::axdr::take_elements(cursor, head);
    require(cursor.failed() || cursor.offset() > before, "a value takes bytes");
  }
  std::size_t end = 0;
  for (const kaifa::Note& note : notes) {
    require(note.offset == end, "parts of values lie side by side");
    end += note.size;
  }
  require(end <= input.size(), "values lie in the input");
  require(cursor.error()->offset <= input.size(), "an error points into the input");
}

} // namespace fuzz
