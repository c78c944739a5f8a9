#include "kfm001.h"

#include "formatted.h"
#include "wire/axdr.h"

#include <algorithm>
#include <bitset>

namespace kaifa::kfm001 {
namespace {

constexpr std::string_view known_version = "KFM_001";

constexpr std::array<Layout, 5> layouts = {{
    {.count = 1, .list = 1, .three_phases = true},
    {.count = 9, .list = 2, .three_phases = false},
    {.count = 13, .list = 2, .three_phases = true},
    {.count = 14, .list = 3, .three_phases = false},
    {.count = 18, .list = 3, .three_phases = true},
}};
static_assert(std::ranges::all_of(layouts, [](const Layout& layout) {
  const auto is_in = [&layout](const Element& element) { return has(layout, element); };
  return std::ranges::count_if(elements, is_in) == static_cast<std::ptrdiff_t>(layout.count);
}));

/// Puts the value of an element into its field of the reading.
struct Store {
  Cursor& cursor;
  Reading& reading;
  const Element& element;
  const axdr::Value& value;

  void operator()(Element::Text field) const {
    if (has_tag(axdr::tag::octet_string))
      reading.*field = as_text(value.content);
    else
      fail_for_type("octet-string");
  }

  void operator()(Element::Amount field) const {
    const Quantity& quantity = *element.quantity;
    const bool may_be_long = quantity.limit > UINT32_MAX; // as sent with current transformers
    if (!has_tag(axdr::tag::double_long_unsigned) &&
        !(may_be_long && has_tag(axdr::tag::long64_unsigned)))
      return fail_for_type(may_be_long ? "double-long-unsigned or long64-unsigned"
                                       : "double-long-unsigned");
    const std::uint64_t count = big_endian(value.content);
    if (count > quantity.limit)
      return fail_beyond_any_meter(cursor, value.offset, element, count, -quantity.decimals);
    reading.*field = Decimal{static_cast<std::int64_t>(count), quantity.decimals};
  }

  void operator()(Element::Time field) const {
    if (!has_tag(axdr::tag::octet_string))
      return fail_for_type("octet-string");
    reading.*field = cosem::date_time(value.content);
    if (!(reading.*field))
      cursor.fail(Reason::list, value.offset, "date-time of {} bytes, {} expected",
                  value.content.size(), cosem::DateTime::size);
  }

  [[nodiscard]] bool has_tag(std::uint8_t tag) const { return value.tag == tag; }
  void fail_for_type(std::string_view expected) const {
    cursor.fail(Reason::list, value.offset, "{}: {} expected, {} found", element.name, expected,
                axdr::name(value.tag));
  }
};

/// "active power import: double-long-unsigned 4533 = 4533 W"
std::string text_of(const Element& element, const axdr::Value& value) {
  const auto time = cosem::date_time(value.content);
  if (std::holds_alternative<Element::Time>(element.field) && time)
    return formatted("{}: {} {}", element.name, axdr::name(value.tag), cosem::text(*time));
  std::string sent = formatted("{}: {}", element.name, axdr::text(value));
  const bool is_count =
      value.tag == axdr::tag::double_long_unsigned || value.tag == axdr::tag::long64_unsigned;
  const std::uint64_t count = is_count ? big_endian(value.content) : 0;
  if (!is_count || !element.quantity || count > INT64_MAX)
    return sent;
  const Decimal amount{static_cast<std::int64_t>(count), element.quantity->decimals};
  return formatted("{} = {} {}", sent, text(amount), element.quantity->unit);
}

/// Takes the value of an element, puts the value into the reading, and notes it for a dump, with
/// its code if `with_code`.
void take_element(Cursor& cursor, Reading& reading, const Element& element, bool with_code) {
  const axdr::Value value = axdr::take_head(cursor);
  cursor.note(value.offset, [&] {
    return (with_code ? obis_text(element.obis) + " " : "") + text_of(element, value);
  });
  if (!cursor.failed())
    std::visit(Store{cursor, reading, element, value}, element.field);
}

void take_positional(Cursor& cursor, Reading& reading, Layout layout) {
  for (const Element& element : elements)
    if (has(layout, element))
      take_element(cursor, reading, element, true);
}

void take_tagged(Cursor& cursor, Reading& reading) {
  std::bitset<elements.size()> seen;
  for (std::size_t pair = 0; pair < tagged_count / 2 && !cursor.failed(); ++pair) {
    const axdr::Value code = axdr::take_head(cursor);
    cursor.note(code.offset, [&] { return "OBIS code " + obis_text(code.content); });
    const Element* element =
        code.tag == axdr::tag::octet_string ? element_with(code.content) : nullptr;
    if (!element || element->from_list == only_by_code)
      return cursor.fail(Reason::list, code.offset, "no OBIS code of this list: {} {}",
                         axdr::name(code.tag), code.content);
    const auto place = static_cast<std::size_t>(element - elements.data());
    if (seen[place])
      return cursor.fail(Reason::list, code.offset, "{} is given twice", element->name);
    seen.set(place);
    take_element(cursor, reading, *element, false);
  }
}

/// "H3" of MA304H3E, "T4" of MA304T4: the letter is H, or T with current transformers, and the
/// digit is the number of wires. Empty if the type does not say.
std::string_view wires_in(std::string_view meter_type) {
  for (std::size_t i = 0; i + 1 < meter_type.size(); ++i) {
    const bool is_letter = meter_type[i] == 'H' || meter_type[i] == 'T';
    if (is_letter && (meter_type[i + 1] == '3' || meter_type[i + 1] == '4'))
      return meter_type.substr(i, 2);
  }
  return {};
}

/// A meter with three wires and transformers has two transformers, on L1 and L3: the meter sends 0
/// as the current L2, but does not measure this current.
void set_wiring(Reading& reading) {
  const std::string_view wires = wires_in(reading.meter_type.value_or(""));
  reading.wiring = !reading.current_l2_a ? Wiring::single_phase
                   : wires.empty()       ? Wiring::unknown
                   : wires[1] == '3'     ? Wiring::three_wire
                                         : Wiring::four_wire;
  if (wires == "T3" && reading.current_l2_a && reading.current_l2_a->count == 0)
    reading.current_l2_a.reset();
}

} // namespace

const Layout* layout_of(std::size_t count) {
  const auto* found = std::ranges::find(layouts, count, &Layout::count);
  return found == layouts.end() ? nullptr : found;
}

bool begins(Bytes body) {
  Cursor cursor(body);
  if (cursor.take_byte() != axdr::tag::structure)
    return false;
  const std::size_t count = axdr::take_length(cursor);
  return layout_of(count) || count == tagged_count;
}

Reading take_list(Cursor& cursor, const std::optional<cosem::DateTime>& frame_time) {
  Reading reading{};
  reading.frame_time = frame_time;
  const axdr::Value head = axdr::take_head(cursor);
  cursor.note(head.offset, [&] { return axdr::text(head); });
  const std::size_t first_element = cursor.offset();
  if (const Layout* layout = layout_of(head.count))
    take_positional(cursor, reading, *layout);
  else
    take_tagged(cursor, reading);
  if (reading.list_version && *reading.list_version != known_version)
    cursor.fail(Reason::list, first_element, "list version: {} expected, \"{}\" found",
                known_version, *reading.list_version);

  reading.list = reading.clock ? 3 : reading.meter_id ? 2 : 1;
  if (reading.list > 1)
    set_wiring(reading);
  return reading;
}

} // namespace kaifa::kfm001
