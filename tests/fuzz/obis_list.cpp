#include "support/reading_rows.h"
#include "support/reference_push.h"
#include "targets.h"

namespace fuzz {

void obis_list(Bytes input) {
  const auto rows = rows::of_plaintext(input);
  require(rows::difference(rows, reference::decode_plaintext(input)).empty(),
          "both decoders read the same");
  kaifa::Notes notes;
  require(rows::of_plaintext(input, &notes) == rows, "notes change nothing");
  std::size_t end = 0;
  for (const kaifa::Note& note : notes) {
    require(note.offset == end, "notes lie side by side");
    end += note.size;
  }
  require(end <= input.size(), "notes lie in the input");
  require(rows.empty() || end == input.size(), "notes explain all of a good list");
}

} // namespace fuzz
