#include "obis_list.h"

#include "formatted.h"
#include "wire/axdr.h"

#include <algorithm>
#include <cstdlib>

namespace kaifa::obis_list {
namespace {

constexpr ObisCode clock_code = "0-0:1.0.0"_obis;
constexpr ObisCode meter_id_code = "0-0:96.1.0"_obis;

struct ScalerAndUnit {
  std::size_t offset;
  int scaler; ///< power of ten
  std::uint8_t unit;
};

/// `count` times ten to the power of `scaler`; nullopt if amount or scaler is out of range.
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

/// The value of an integer; nullopt for any other type, a negative number, or more than 63 bits.
std::optional<std::int64_t> natural_number(const axdr::Value& value) {
  switch (value.tag) {
  case axdr::tag::integer:
  case axdr::tag::long_:
  case axdr::tag::double_long:
  case axdr::tag::long64:
  case axdr::tag::long64_unsigned:
    if (value.content[0] & 0x80)
      return {};
    [[fallthrough]];
  case axdr::tag::unsigned_:
  case axdr::tag::long_unsigned:
  case axdr::tag::double_long_unsigned:
    return static_cast<std::int64_t>(big_endian(value.content));
  default:
    return {};
  }
}

bool is_text(const axdr::Value& value) {
  return value.tag == axdr::tag::octet_string || value.tag == axdr::tag::visible_string ||
         value.tag == axdr::tag::utf8_string;
}

bool is_meter_id(Bytes text) {
  constexpr std::size_t longest = 32;
  return !text.empty() && text.size() <= longest && std::ranges::all_of(text, [](std::uint8_t c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
  });
}

/// Distinguishes a clock from a text: the first byte of a year is not a character.
bool looks_like_clock(Bytes content) {
  constexpr std::uint8_t first_character = 0x20;
  return content.size() == cosem::DateTime::size && content[0] < first_character;
}

/// Takes 02 02 0f scaler 16 unit if that comes next. The count may be in a longer form: 81 02.
std::optional<ScalerAndUnit> take_scaler_and_unit(Cursor& cursor) {
  const Bytes rest = cursor.rest();
  Cursor ahead(rest, cursor.offset());
  const axdr::Value structure = axdr::take_head(ahead);
  const axdr::Value scaler = axdr::take_head(ahead);
  const axdr::Value unit = axdr::take_head(ahead);
  if (ahead.failed() || structure.tag != axdr::tag::structure || structure.count != 2 ||
      scaler.tag != axdr::tag::integer || unit.tag != axdr::tag::enum_)
    return {};
  (void)cursor.take(rest.size() - ahead.remaining());
  const ScalerAndUnit found{structure.offset, static_cast<std::int8_t>(scaler.content[0]),
                            unit.content[0]};
  cursor.note(structure.offset,
              [&] { return formatted("scaler {}, unit 0x{:02x}", found.scaler, found.unit); });
  return found;
}

bool structure_is_next(const Cursor& cursor) {
  return cursor.remaining() > 0 && cursor.rest()[0] == axdr::tag::structure;
}

/// Takes the elements of a list and of the structures in it, and fills in a reading.
class ListReader {
public:
  explicit ListReader(Cursor& cursor) : cursor_(cursor) {}

  void take_structure(int depth = 0) {
    const axdr::Value structure = axdr::take_head(cursor_);
    cursor_.note(structure.offset, [&] { return axdr::text(structure); });
    if (structure.tag != axdr::tag::structure)
      return fail_for(structure, "list", "structure");
    if (depth == axdr::max_nesting)
      return fail_for(structure, "list", "fewer structures in one another");
    for (std::size_t left = structure.count; left > 0 && !cursor_.failed();) {
      const bool nested = structure_is_next(cursor_);
      if (nested)
        take_structure(depth + 1);
      left -= nested ? 1 : take_elements(left);
    }
  }

  [[nodiscard]] const Reading& reading() const { return reading_; }
  [[nodiscard]] std::size_t clock_offset() const { return clock_offset_; }

private:
  /// What is known about a value.
  struct Given {
    const Element& element;
    const axdr::Value& value;
    const std::optional<ScalerAndUnit>& scale;
  };

  /// Takes a code and its value, or a value without a code. Returns how many of the `left` elements
  /// of their structure were taken.
  std::size_t take_elements(std::size_t left) {
    const axdr::Value first = axdr::take_head(cursor_);
    if (first.tag != axdr::tag::octet_string) {
      fail_for(first, "list", "OBIS code");
      return 1;
    }
    if (first.content.size() != ObisCode().size()) {
      const Bytes code = looks_like_clock(first.content) ? Bytes(clock_code) : Bytes(meter_id_code);
      const Element& element = *element_with(code);
      cursor_.note(first.offset,
                   [&] { return formatted("{}: {}", element.name, axdr::text(first)); });
      store({element, first, {}});
      return 1;
    }
    cursor_.note(first.offset, [&] { return "OBIS code " + obis_text(first.content); });
    if (left == 1) {
      fail_for(first, "list", "value after the OBIS code");
      return 1;
    }

    const axdr::Value value = axdr::take_head(cursor_);
    if (value.tag == axdr::tag::structure || value.tag == axdr::tag::array)
      fail_for(value, "list", "value");
    const Element* element = element_with(first.content);
    cursor_.note(value.offset, [&] {
      return formatted("{}: {}", element ? element->name : "passed over", axdr::text(value));
    });
    const auto scale = left > 2 ? take_scaler_and_unit(cursor_) : std::nullopt;
    if (element && !cursor_.failed())
      store({*element, value, scale});
    return scale ? 3 : 2;
  }

  /// "voltage 1: number expected, boolean 01 found"; `element` is "list" for a value of the list.
  void fail_for(const axdr::Value& found, std::string_view element, std::string_view expected) {
    cursor_.fail(Reason::list, found.offset, "{}: {} expected, {} {} found", element, expected,
                 axdr::name(found.tag), found.content);
  }

  void store(const Given& given) {
    std::visit(
        [&](auto field) {
          if (reading_.*field)
            cursor_.fail(Reason::list, given.value.offset, "{} is given twice", given.element.name);
          else
            store(reading_.*field, given);
        },
        given.element.field);
  }

  void store(std::optional<Decimal>& field, const Given& given) {
    const auto& [element, value, scale] = given;
    const auto count = natural_number(value);
    if (!count)
      return fail_for(value, element.name, "natural number");
    if (!scale)
      return fail_for(value, element.name, "scaler and unit after it");
    const Quantity& quantity = *element.quantity;
    if (scale->unit != quantity.unit_code)
      return cursor_.fail(Reason::list, scale->offset, "{}: unit 0x{:02x} expected, 0x{:02x} found",
                          element.name, quantity.unit_code, scale->unit);
    field = scaled(*count, scale->scaler, quantity.plausible);
    if (!field)
      fail_beyond_any_meter(cursor_, value.offset, element, static_cast<std::uint64_t>(*count),
                            scale->scaler);
  }

  void store(std::optional<std::string_view>& field, const Given& given) {
    const bool is_id = std::ranges::equal(given.element.obis, meter_id_code);
    if (!is_text(given.value) || (is_id && !is_meter_id(given.value.content)))
      return fail_for(given.value, given.element.name,
                      is_id ? "up to 32 digits and capital letters" : "text");
    field = as_text(given.value.content);
  }

  void store(std::optional<cosem::DateTime>& field, const Given& given) {
    if (given.value.tag == axdr::tag::octet_string)
      field = cosem::date_time(given.value.content);
    if (!field)
      return fail_for(given.value, given.element.name, "octet-string of 12 bytes");
    clock_offset_ = given.value.offset;
  }

  Cursor& cursor_;
  Reading reading_{};
  std::size_t clock_offset_ = 0;
};

} // namespace

bool begins(Bytes body) {
  Cursor cursor(body);
  bool begins_structure = false;
  while (structure_is_next(cursor)) {
    (void)axdr::take_head(cursor);
    begins_structure = true;
  }
  return begins_structure && cursor.take_byte() == axdr::tag::octet_string;
}

Reading take_list(Cursor& cursor, const std::optional<cosem::DateTime>& frame_time) {
  const std::size_t begin = cursor.offset();
  ListReader list(cursor);
  list.take_structure();
  Reading reading = list.reading();
  if (!reading.clock)
    cursor.fail(Reason::list, begin, "list without a clock");
  else if (reading.clock != frame_time)
    cursor.fail(Reason::list, list.clock_offset(),
                "clock: another time than that of the notification");
  reading.list = 3;
  reading.frame_time = frame_time;
  reading.wiring =
      reading.voltage_2_v || reading.current_l2_a ? Wiring::four_wire : Wiring::single_phase;
  return reading;
}

} // namespace kaifa::obis_list
