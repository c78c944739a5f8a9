#include "kfm001.h"

#include "wire/axdr.h"

#include <fmt/format.h>

#include <algorithm>
#include <bitset>

namespace kaifa::kfm001 {
namespace {

constexpr std::string_view known_version = "KFM_001";
constexpr std::uint64_t max_current_ma = 10'000'000;
constexpr std::uint64_t max_voltage_dv = 10'000;

constexpr std::array<Element, 18> all_elements = {{
    {{1, 1, 0, 2, 129, 255}, "list version", &Reading::list_version, 2},
    {{0, 0, 96, 1, 0, 255}, "meter id", &Reading::meter_id, 2},
    {{0, 0, 96, 1, 7, 255}, "meter type", &Reading::meter_type, 2},
    {{1, 0, 1, 7, 0, 255}, "active power import", &Reading::active_power_import_w, 1, false, "W"},
    {{1, 0, 2, 7, 0, 255}, "active power export", &Reading::active_power_export_w, 2, false, "W"},
    {{1, 0, 3, 7, 0, 255},
     "reactive power import",
     &Reading::reactive_power_import_var,
     2,
     false,
     "var"},
    {{1, 0, 4, 7, 0, 255},
     "reactive power export",
     &Reading::reactive_power_export_var,
     2,
     false,
     "var"},
    {{1, 0, 31, 7, 0, 255}, "current L1", &Reading::current_l1_a, 2, false, "A", 3, max_current_ma},
    {{1, 0, 51, 7, 0, 255}, "current L2", &Reading::current_l2_a, 2, true, "A", 3, max_current_ma},
    {{1, 0, 71, 7, 0, 255}, "current L3", &Reading::current_l3_a, 2, true, "A", 3, max_current_ma},
    {{1, 0, 32, 7, 0, 255}, "voltage 1", &Reading::voltage_1_v, 2, false, "V", 1, max_voltage_dv},
    {{1, 0, 52, 7, 0, 255}, "voltage 2", &Reading::voltage_2_v, 2, true, "V", 1, max_voltage_dv},
    {{1, 0, 72, 7, 0, 255}, "voltage 3", &Reading::voltage_3_v, 2, true, "V", 1, max_voltage_dv},
    {{0, 0, 1, 0, 0, 255}, "clock", &Reading::clock, 3},
    {{1, 0, 1, 8, 0, 255},
     "active energy import",
     &Reading::active_energy_import_wh,
     3,
     false,
     "Wh",
     0,
     max_energy_wh},
    {{1, 0, 2, 8, 0, 255},
     "active energy export",
     &Reading::active_energy_export_wh,
     3,
     false,
     "Wh",
     0,
     max_energy_wh},
    {{1, 0, 3, 8, 0, 255},
     "reactive energy import",
     &Reading::reactive_energy_import_varh,
     3,
     false,
     "varh",
     0,
     max_energy_wh},
    {{1, 0, 4, 8, 0, 255},
     "reactive energy export",
     &Reading::reactive_energy_export_varh,
     3,
     false,
     "varh",
     0,
     max_energy_wh},
}};
constexpr ObisCode swedish_list_version = {1, 0, 0, 2, 129, 255};

/// The codes of all elements as numbers, in the same order.
constexpr auto codes = [] {
  std::array<std::uint64_t, all_elements.size()> numbers;
  for (std::size_t i = 0; i < numbers.size(); ++i)
    numbers[i] = big_endian(all_elements[i].obis);
  return numbers;
}();

constexpr bool is_in(Layout layout, const Element& element) {
  if (layout.list == 1)
    return element.from_list == 1;
  return element.from_list <= layout.list && (layout.three_phases || !element.three_phases_only);
}

struct CountedLayout {
  Layout layout;
  std::size_t count;
};
constexpr auto layouts = [] {
  std::array<CountedLayout, 5> all = {
      {{{1, true}, 0}, {{2, false}, 0}, {{2, true}, 0}, {{3, false}, 0}, {{3, true}, 0}}};
  for (CountedLayout& counted : all)
    counted.count = static_cast<std::size_t>(std::ranges::count_if(
        all_elements, [&](const Element& element) { return is_in(counted.layout, element); }));
  return all;
}();
static_assert(layouts[0].count == 1 && layouts[1].count == 9 && layouts[2].count == 13 &&
              layouts[3].count == 14 && layouts[4].count == 18);

/// The energies of meters behind current transformers have 64 bits.
bool is_long(const Element& element) {
  return element.limit > UINT32_MAX;
}

void fail_for_type(Cursor& cursor, const Element& element, const axdr::Value& value,
                   std::string_view expected) {
  cursor.fail({.offset = value.offset,
               .reason = Reason::list,
               .text =
                   [](const DecodeError& error) {
                     return fmt::format(
                         "{}: {} expected, {} found", error.name, error.expected,
                         axdr::name(axdr::Tag{static_cast<std::uint8_t>(error.number)}));
                   },
               .name = element.name,
               .expected = expected,
               .number = static_cast<std::uint8_t>(value.tag)});
}

/// Puts the value of an element into its field of the reading.
struct Store {
  Cursor& cursor;
  Reading& reading;
  const Element& element;
  const axdr::Value& value;

  void operator()(std::optional<std::string_view> Reading::*field) const {
    if (value.tag != axdr::Tag::octet_string)
      return fail_for_type(cursor, element, value, "octet-string");
    reading.*field = as_text(value.content);
  }

  void operator()(std::optional<Decimal> Reading::*field) const {
    if (value.tag != axdr::Tag::double_long_unsigned &&
        !(is_long(element) && value.tag == axdr::Tag::long64_unsigned))
      return fail_for_type(cursor, element, value,
                           is_long(element) ? "double-long-unsigned or long64-unsigned"
                                            : "double-long-unsigned");
    const std::uint64_t count = big_endian(value.content);
    if (count > element.limit)
      return cursor.fail(
          {.offset = value.offset,
           .reason = Reason::list,
           .text =
               [](const DecodeError& error) {
                 const int decimals = static_cast<int>(error.limit);
                 const Decimal amount{static_cast<std::int64_t>(error.number), decimals};
                 return fmt::format("{}: {} {} is beyond any meter", error.name,
                                    decimals == 0 ? std::to_string(error.number) : text(amount),
                                    error.expected);
               },
           .name = element.name,
           .expected = element.unit,
           .number = count,
           .limit = static_cast<std::uint64_t>(element.decimals)});
    reading.*field = Decimal{static_cast<std::int64_t>(count), element.decimals};
  }

  void operator()(std::optional<cosem::DateTime> Reading::*field) const {
    if (value.tag != axdr::Tag::octet_string)
      return fail_for_type(cursor, element, value, "octet-string");
    reading.*field = cosem::date_time(value.content);
    if (!(reading.*field))
      cursor.fail({.offset = value.offset,
                   .reason = Reason::list,
                   .text =
                       [](const DecodeError& error) {
                         return fmt::format("date-time of {} bytes, {} expected", error.number,
                                            cosem::DateTime::size);
                       },
                   .number = value.content.size()});
  }
};

/// "active power import: double-long-unsigned 4533 = 4533 W"
std::string text_of(const Element& element, const axdr::Value& value) {
  const bool is_clock =
      std::holds_alternative<std::optional<cosem::DateTime> Reading::*>(element.field);
  if (const auto time = cosem::date_time(value.content); is_clock && time)
    return fmt::format("{}: {} {}", element.name, axdr::name(value.tag), cosem::text(*time));
  std::string sent = fmt::format("{}: {}", element.name, axdr::text(value));
  const bool is_count =
      value.tag == axdr::Tag::double_long_unsigned || value.tag == axdr::Tag::long64_unsigned;
  const std::uint64_t count = is_count ? big_endian(value.content) : 0;
  if (!is_count || element.unit.empty() || count > INT64_MAX)
    return sent;
  const Decimal amount{static_cast<std::int64_t>(count), element.decimals};
  return fmt::format("{} = {} {}", sent, text(amount), element.unit);
}

/// Takes the value of an element and puts it into the reading. Its line of a dump begins with
/// `code`.
void take_element(Cursor& cursor, Reading& reading, const Element& element, bool with_code) {
  const axdr::Value value = axdr::take_head(cursor);
  cursor.note(value.offset, [&] {
    return (with_code ? obis_text(element.obis) + " " : "") + text_of(element, value);
  });
  if (!cursor.failed())
    std::visit(Store{cursor, reading, element, value}, element.field);
}

void take_positional(Cursor& cursor, Reading& reading, Layout layout) {
  for (const Element& element : all_elements)
    if (is_in(layout, element))
      take_element(cursor, reading, element, true);
}

void take_tagged(Cursor& cursor, Reading& reading) {
  std::bitset<all_elements.size()> seen;
  for (std::size_t pair = 0; pair < tagged_count / 2 && !cursor.failed(); ++pair) {
    const axdr::Value code = axdr::take_head(cursor);
    cursor.note(code.offset, [&] { return "OBIS code " + obis_text(code.content); });
    const Element* element =
        code.tag == axdr::Tag::octet_string ? element_with(code.content) : nullptr;
    if (!element)
      return cursor.fail({.offset = code.offset,
                          .reason = Reason::list,
                          .text =
                              [](const DecodeError& error) {
                                return fmt::format("no OBIS code of this list: {} {}", error.name,
                                                   hex(error.bytes));
                              },
                          .name = axdr::name(code.tag),
                          .bytes = code.content});
    const auto place = static_cast<std::size_t>(element - all_elements.data());
    if (seen[place])
      return cursor.fail({.offset = code.offset,
                          .reason = Reason::list,
                          .text =
                              [](const DecodeError& error) {
                                return fmt::format("{} stands there twice", error.name);
                              },
                          .name = element->name});
    seen.set(place);
    take_element(cursor, reading, *element, false);
  }
}

Wiring wiring_of(const Reading& reading) {
  if (!reading.current_l2_a)
    return Wiring::single_phase;
  // MA304H3E, MA304T4: the digit behind the first H or T that a 3 or 4 follows is the number of
  // wires.
  const std::string_view type = reading.meter_type.value_or("");
  for (std::size_t i = 0; i + 1 < type.size(); ++i) {
    const bool is_letter = type[i] == 'H' || type[i] == 'T';
    if (is_letter && type[i + 1] == '3')
      return Wiring::three_wire;
    if (is_letter && type[i + 1] == '4')
      return Wiring::four_wire;
  }
  return Wiring::unknown;
}

void check_version(Cursor& cursor, const Reading& reading, std::size_t offset) {
  if (reading.list_version && *reading.list_version != known_version)
    cursor.fail({.offset = offset,
                 .reason = Reason::list,
                 .text =
                     [](const DecodeError& error) {
                       return fmt::format("list version: {} expected, \"{}\" found", known_version,
                                          printable(error.name));
                     },
                 .name = *reading.list_version});
}

void fail_for_shape(Cursor& cursor, const axdr::Value& head) {
  cursor.fail({.offset = head.offset,
               .reason = Reason::list,
               .text =
                   [](const DecodeError& error) {
                     return error.name == axdr::name(axdr::Tag::structure)
                                ? fmt::format(
                                      "list of {} elements: {} lists have 1, 9, 13, 14, 18 or {}",
                                      error.number, known_version, tagged_count)
                                : fmt::format("list: structure expected, {} found", error.name);
                   },
               .name = axdr::name(head.tag),
               .number = head.count});
}

} // namespace

bool has(Layout layout, const Element& element) {
  return is_in(layout, element);
}

std::optional<Layout> layout_of(std::size_t count) {
  const auto found = std::ranges::find(layouts, count, &CountedLayout::count);
  return found == layouts.end() ? std::nullopt : std::optional(found->layout);
}

std::span<const Element> elements() {
  return all_elements;
}

const Element* element_with(Bytes obis) {
  if (obis.size() != std::tuple_size_v<ObisCode>)
    return nullptr;
  const std::uint64_t code = big_endian(obis);
  if (code == big_endian(swedish_list_version))
    return all_elements.data();
  const auto found = std::ranges::find(codes, code);
  return found == codes.end() ? nullptr
                              : &all_elements[static_cast<std::size_t>(found - codes.begin())];
}

std::string obis_text(Bytes code) {
  return code.size() == std::tuple_size_v<ObisCode>
             ? fmt::format("{}-{}:{}.{}.{}.{}", code[0], code[1], code[2], code[3], code[4],
                           code[5])
             : hex(code);
}

Reading take_list(Cursor& cursor) {
  Reading reading{};
  const axdr::Value head = axdr::take_head(cursor);
  cursor.note(head.offset, [&] { return axdr::text(head); });
  const std::size_t first_element = cursor.offset();
  const auto layout = layout_of(head.count);
  if (head.tag != axdr::Tag::structure || (!layout && head.count != tagged_count)) {
    axdr::take_elements(cursor, head);
    fail_for_shape(cursor, head);
  } else if (layout) {
    take_positional(cursor, reading, *layout);
  } else {
    take_tagged(cursor, reading);
  }
  check_version(cursor, reading, first_element);

  reading.list = reading.clock ? 3 : reading.meter_id ? 2 : 1;
  if (reading.list > 1)
    reading.wiring = wiring_of(reading);
  return reading;
}

} // namespace kaifa::kfm001
