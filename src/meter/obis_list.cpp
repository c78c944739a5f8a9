#include "obis_list.h"

#include "kfm001.h"
#include "wire/axdr.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace kaifa::obis_list {
namespace {

using kfm001::Element;
using kfm001::ObisCode;

/// The one element that KFM_001 lists do not have.
constexpr Element power_factor = {{1, 0, 13, 7, 0, 255}, "power factor", &Reading::power_factor, 3};
constexpr ObisCode clock_code = {0, 0, 1, 0, 0, 255};
constexpr ObisCode meter_id_code = {0, 0, 96, 1, 0, 255};

/// The element of an OBIS code; nullptr if a reading has no field for it.
const Element* element_with(Bytes code) {
  if (std::ranges::equal(code, power_factor.obis))
    return &power_factor;
  return kfm001::element_with(code);
}

/// A physical unit (IEC 62056-6-2, "enum for the physical unit"), and the greatest amount accepted.
struct Unit {
  std::uint8_t code;
  std::string_view name;
  std::int64_t limit;
};
constexpr std::array<Unit, 7> units = {{
    {0x1b, "W", 1'000'000},
    {0x1d, "var", 1'000'000},
    {0x1e, "Wh", 100'000'000'000},
    {0x20, "varh", 100'000'000'000},
    {0x21, "A", 1'000},
    {0x23, "V", 1'000},
    {0xff, "", 1}, // a ratio
}};

const Unit& unit_of(const Element& element) {
  return *std::ranges::find(units, element.unit, &Unit::name);
}

struct ScalerAndUnit {
  std::size_t offset;
  int scaler; ///< power of ten
  std::uint8_t unit;
};

/// `count` times ten to the power of `scaler`; nullopt if the amount or the scaler is too great.
std::optional<Decimal> scaled(std::int64_t count, int scaler, std::int64_t limit) {
  constexpr int min_scaler = -4;
  constexpr int max_scaler = 6;
  if (scaler < min_scaler || scaler > max_scaler)
    return {};
  std::int64_t factor = 1;
  for (int i = 0; i < std::abs(scaler); ++i)
    factor *= 10;
  if (scaler < 0)
    return count <= limit * factor ? std::optional(Decimal{count, -scaler}) : std::nullopt;
  return count <= limit / factor ? std::optional(Decimal{count * factor}) : std::nullopt;
}

/// The value of an integer; nullopt for another type, a negative number, or more than 63 bits.
std::optional<std::int64_t> natural_number(const axdr::Value& value) {
  switch (value.tag) {
  case axdr::Tag::integer:
  case axdr::Tag::long_:
  case axdr::Tag::double_long:
  case axdr::Tag::long64:
  case axdr::Tag::long64_unsigned:
    if (value.content[0] & 0x80)
      return {};
    [[fallthrough]];
  case axdr::Tag::unsigned_:
  case axdr::Tag::long_unsigned:
  case axdr::Tag::double_long_unsigned:
    return static_cast<std::int64_t>(big_endian(value.content));
  default:
    return {};
  }
}

bool is_text(const axdr::Value& value) {
  return value.tag == axdr::Tag::octet_string || value.tag == axdr::Tag::visible_string ||
         value.tag == axdr::Tag::utf8_string;
}

bool is_meter_id(Bytes text) {
  constexpr std::size_t longest = 32;
  return !text.empty() && text.size() <= longest && std::ranges::all_of(text, [](std::uint8_t c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
  });
}

/// Tells a clock from a text: the first byte of its year is no character.
bool looks_like_clock(Bytes content) {
  constexpr std::uint8_t first_character = 0x20;
  return content.size() == cosem::DateTime::size && content[0] < first_character;
}

/// Fails at a value of an element, or of the list: "voltage 1: number expected, boolean 01 found".
void expect(Cursor& cursor, std::string_view expected, const axdr::Value& value,
            std::string_view element) {
  cursor.fail({.offset = value.offset,
               .reason = Reason::list,
               .text =
                   [](const DecodeError& error) {
                     return fmt::format(
                         "{}: {} expected, {} {} found", error.name, error.expected,
                         axdr::name(axdr::Tag{static_cast<std::uint8_t>(error.number)}),
                         hex(error.bytes));
                   },
               .name = element,
               .expected = expected,
               .number = static_cast<std::uint8_t>(value.tag),
               .bytes = value.content});
}

/// Takes 02 02 0f scaler 16 unit if that comes next.
std::optional<ScalerAndUnit> take_scaler_and_unit(Cursor& cursor) {
  Cursor ahead = cursor;
  const axdr::Value structure = axdr::take_head(ahead);
  const axdr::Value scaler = axdr::take_head(ahead);
  const axdr::Value unit = axdr::take_head(ahead);
  if (ahead.failed() || structure.tag != axdr::Tag::structure || structure.count != 2 ||
      scaler.tag != axdr::Tag::integer || unit.tag != axdr::Tag::enum_)
    return {};
  cursor = ahead;
  const ScalerAndUnit found{structure.offset, static_cast<std::int8_t>(scaler.content[0]),
                            unit.content[0]};
  cursor.note(structure.offset,
              [&] { return fmt::format("scaler {}, unit 0x{:02x}", found.scaler, found.unit); });
  return found;
}

bool structure_is_next(const Cursor& cursor) {
  return cursor.remaining() > 0 && axdr::Tag{cursor.rest()[0]} == axdr::Tag::structure;
}

/// Takes the elements of a list, and of the structures in it, and fills a reading.
class List {
public:
  explicit List(Cursor& cursor) : cursor_(cursor) {}

  void take_structure(int depth = 0);
  [[nodiscard]] const Reading& reading() const { return reading_; }
  [[nodiscard]] std::size_t clock_offset() const { return clock_offset_; }

private:
  /// What is known of a value.
  struct Given {
    const Element& element;
    const axdr::Value& value;
    const std::optional<ScalerAndUnit>& scale;
  };

  std::size_t take_elements(std::size_t left);
  void store(const Given& given);
  void store(std::optional<Decimal>& field, const Given& given);
  void store(std::optional<std::string_view>& field, const Given& given);
  void store(std::optional<cosem::DateTime>& field, const Given& given);

  Cursor& cursor_;
  Reading reading_{};
  std::size_t clock_offset_ = 0;
};

void List::take_structure(int depth) {
  const axdr::Value structure = axdr::take_head(cursor_);
  cursor_.note(structure.offset, [&] { return axdr::text(structure); });
  if (structure.tag != axdr::Tag::structure)
    return expect(cursor_, "structure", structure, "list");
  if (depth == axdr::max_nesting)
    return expect(cursor_, "fewer structures in one another", structure, "list");
  for (std::size_t left = structure.count; left > 0 && !cursor_.failed();) {
    const bool nested = structure_is_next(cursor_);
    if (nested)
      take_structure(depth + 1);
    left -= nested ? 1 : take_elements(left);
  }
}

/// Takes a code and its value, or a value without a code. Gives how many elements were taken of the
/// `left` ones of their structure.
std::size_t List::take_elements(std::size_t left) {
  const axdr::Value first = axdr::take_head(cursor_);
  if (first.tag != axdr::Tag::octet_string)
    return expect(cursor_, "OBIS code", first, "list"), 1;
  if (first.content.size() != ObisCode().size()) {
    const Bytes code = looks_like_clock(first.content) ? Bytes(clock_code) : Bytes(meter_id_code);
    const Element& element = *element_with(code);
    cursor_.note(first.offset,
                 [&] { return fmt::format("{}: {}", element.name, axdr::text(first)); });
    store({element, first, {}});
    return 1;
  }
  cursor_.note(first.offset, [&] { return "OBIS code " + kfm001::obis_text(first.content); });
  if (left == 1)
    return expect(cursor_, "value behind the OBIS code", first, "list"), 1;

  const axdr::Value value = axdr::take_head(cursor_);
  if (value.tag == axdr::Tag::structure || value.tag == axdr::Tag::array)
    expect(cursor_, "value", value, "list");
  const Element* element = element_with(first.content);
  cursor_.note(value.offset, [&] {
    return fmt::format("{}: {}", element ? element->name : "passed over", axdr::text(value));
  });
  const auto scale = left > 2 ? take_scaler_and_unit(cursor_) : std::nullopt;
  if (element && !cursor_.failed())
    store({*element, value, scale});
  return scale ? 3 : 2;
}

void List::store(const Given& given) {
  std::visit(
      [&](auto field) {
        if (reading_.*field)
          cursor_.fail({.offset = given.value.offset,
                        .reason = Reason::list,
                        .text =
                            [](const DecodeError& error) {
                              return fmt::format("{} is given twice", error.name);
                            },
                        .name = given.element.name});
        else
          store(reading_.*field, given);
      },
      given.element.field);
}

void List::store(std::optional<Decimal>& field, const Given& given) {
  const auto& [element, value, scale] = given;
  const auto count = natural_number(value);
  if (!count)
    return expect(cursor_, "natural number", value, element.name);
  if (!scale)
    return expect(cursor_, "scaler and unit behind it", value, element.name);
  const Unit& unit = unit_of(element);
  if (scale->unit != unit.code)
    return cursor_.fail({.offset = scale->offset,
                         .reason = Reason::list,
                         .text =
                             [](const DecodeError& error) {
                               return fmt::format("{}: unit 0x{:02x} expected, 0x{:02x} found",
                                                  error.name, error.limit, error.number);
                             },
                         .name = element.name,
                         .number = scale->unit,
                         .limit = unit.code});
  field = scaled(*count, scale->scaler, unit.limit);
  if (!field)
    cursor_.fail({.offset = value.offset,
                  .reason = Reason::list,
                  .text =
                      [](const DecodeError& error) {
                        return fmt::format("{}: {} with the scaler {} is beyond any meter",
                                           error.name, error.number,
                                           static_cast<std::int64_t>(error.limit));
                      },
                  .name = element.name,
                  .number = static_cast<std::uint64_t>(*count),
                  .limit = static_cast<std::uint64_t>(scale->scaler)});
}

void List::store(std::optional<std::string_view>& field, const Given& given) {
  const bool is_id = std::ranges::equal(given.element.obis, meter_id_code);
  if (!is_text(given.value) || (is_id && !is_meter_id(given.value.content)))
    return expect(cursor_, is_id ? "up to 32 digits and capital letters" : "text", given.value,
                  given.element.name);
  field = as_text(given.value.content);
}

void List::store(std::optional<cosem::DateTime>& field, const Given& given) {
  if (given.value.tag == axdr::Tag::octet_string)
    field = cosem::date_time(given.value.content);
  if (!field)
    return expect(cursor_, "octet-string of 12 bytes", given.value, given.element.name);
  clock_offset_ = given.value.offset;
}

} // namespace

Reading take_list(Cursor& cursor, const std::optional<cosem::DateTime>& frame_time) {
  const std::size_t begin = cursor.offset();
  List list(cursor);
  list.take_structure();
  Reading reading = list.reading();
  if (!reading.clock || reading.clock != frame_time)
    cursor.fail({.offset = reading.clock ? list.clock_offset() : begin,
                 .reason = Reason::list,
                 .text = [](const DecodeError& error) { return std::string(error.name); },
                 .name = reading.clock ? "clock: another time than that of the notification"
                                       : "list without a clock"});
  reading.list = 3;
  reading.frame_time = frame_time;
  reading.wiring =
      reading.voltage_2_v || reading.current_l2_a ? Wiring::four_wire : Wiring::single_phase;
  return reading;
}

} // namespace kaifa::obis_list
