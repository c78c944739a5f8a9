#include "wire/axdr.h"
#include "targets.h"

namespace fuzz {
namespace {

using kaifa::Cursor;
using kaifa::axdr::Tag;
using kaifa::axdr::Value;

bool lies_in(Bytes part, Bytes whole) {
  return part.empty() ||
         (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

void require_complete(const Value& value, Bytes input, int depth) {
  require(lies_in(value.content, input), "content lies in the input");
  require(depth <= kaifa::axdr::max_nesting, "nesting is limited");
  if (value.tag != Tag::array && value.tag != Tag::structure)
    return;
  Cursor elements = value.elements();
  for (std::size_t i = 0; i < value.count; ++i) {
    const auto element = kaifa::axdr::take_value(elements);
    require(bool(element), "the elements of an accepted value are accepted");
    require_complete(*element, input, depth + 1);
  }
  require(elements.remaining() == 0, "elements fill their structure");
}

} // namespace

void axdr(Bytes input) {
  Cursor cursor(input);
  for (;;) {
    const std::size_t before = cursor.offset();
    const auto value = kaifa::axdr::take_value(cursor);
    if (!value)
      return;
    require(value->offset == before && cursor.offset() > before, "a value takes bytes");
    require(value->content_offset + value->content.size() == cursor.offset(),
            "a value ends where the next begins");
    require_complete(*value, input, 0);
  }
}

} // namespace fuzz
