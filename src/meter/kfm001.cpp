#include "kfm001.h"

#include <fmt/format.h>

#include <algorithm>
#include <bitset>

namespace kaifa::kfm001 {
namespace {

constexpr std::string_view known_version = "KFM_001";

constexpr std::array<Element, 18> elements = {{
    {{1, 1, 0, 2, 129, 255}, "list version", &Reading::list_version},
    {{0, 0, 96, 1, 0, 255}, "meter id", &Reading::meter_id},
    {{0, 0, 96, 1, 7, 255}, "meter type", &Reading::meter_type},
    {{1, 0, 1, 7, 0, 255}, "active power import", &Reading::active_power_import_w, "W"},
    {{1, 0, 2, 7, 0, 255}, "active power export", &Reading::active_power_export_w, "W"},
    {{1, 0, 3, 7, 0, 255}, "reactive power import", &Reading::reactive_power_import_var, "var"},
    {{1, 0, 4, 7, 0, 255}, "reactive power export", &Reading::reactive_power_export_var, "var"},
    {{1, 0, 31, 7, 0, 255}, "current L1", &Reading::current_l1_ma, "A", 3},
    {{1, 0, 51, 7, 0, 255}, "current L2", &Reading::current_l2_ma, "A", 3},
    {{1, 0, 71, 7, 0, 255}, "current L3", &Reading::current_l3_ma, "A", 3},
    {{1, 0, 32, 7, 0, 255}, "voltage 1", &Reading::voltage_1_dv, "V", 1},
    {{1, 0, 52, 7, 0, 255}, "voltage 2", &Reading::voltage_2_dv, "V", 1},
    {{1, 0, 72, 7, 0, 255}, "voltage 3", &Reading::voltage_3_dv, "V", 1},
    {{0, 0, 1, 0, 0, 255}, "clock", &Reading::clock},
    {{1, 0, 1, 8, 0, 255}, "active energy import", &Reading::active_energy_import_wh, "Wh"},
    {{1, 0, 2, 8, 0, 255}, "active energy export", &Reading::active_energy_export_wh, "Wh"},
    {{1, 0, 3, 8, 0, 255}, "reactive energy import", &Reading::reactive_energy_import_varh, "varh"},
    {{1, 0, 4, 8, 0, 255}, "reactive energy export", &Reading::reactive_energy_export_varh, "varh"},
}};
constexpr ObisCode swedish_list_version = {1, 0, 0, 2, 129, 255};

/// The elements at these places of the table above.
template <std::size_t... places>
constexpr std::array<const Element*, sizeof...(places)> layout = {&elements[places]...};

constexpr auto list_1 = layout<3>;
constexpr auto list_2_single_phase = layout<0, 1, 2, 3, 4, 5, 6, 7, 10>;
constexpr auto list_2_three_phase = layout<0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12>;
constexpr auto list_3_single_phase = layout<0, 1, 2, 3, 4, 5, 6, 7, 10, 13, 14, 15, 16, 17>;
constexpr auto list_3_three_phase =
    layout<0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17>;

std::string_view text(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// What is wrong with the value of an element, or nothing.
using Fault = std::optional<DecodeError>;

Fault wrong_type(const Element& element, const axdr::Value& value, std::string_view expected) {
  return DecodeError{value.offset, fmt::format("{}: {} expected, {} found", element.name, expected,
                                               axdr::name(value.tag))};
}

/// Puts the value of an element into its field of the reading.
struct Store {
  Reading& reading;
  const Element& element;
  const axdr::Value& value;

  Fault operator()(std::optional<std::string_view> Reading::*field) const {
    if (value.tag != axdr::Tag::octet_string)
      return wrong_type(element, value, "octet-string");
    reading.*field = text(value.content);
    return {};
  }

  Fault operator()(std::optional<std::uint32_t> Reading::*field) const {
    if (value.tag != axdr::Tag::double_long_unsigned)
      return wrong_type(element, value, "double-long-unsigned");
    reading.*field = static_cast<std::uint32_t>(big_endian(value.content));
    return {};
  }

  Fault operator()(std::optional<std::uint64_t> Reading::*field) const {
    if (value.tag != axdr::Tag::double_long_unsigned && value.tag != axdr::Tag::long64_unsigned)
      return wrong_type(element, value, "double-long-unsigned or long64-unsigned");
    const std::uint64_t count = big_endian(value.content);
    if (count > max_energy_wh)
      return DecodeError{value.offset, fmt::format("{}: {} {} is beyond any meter", element.name,
                                                   count, element.unit)};
    reading.*field = count;
    return {};
  }

  Fault operator()(std::optional<cosem::DateTime> Reading::*field) const {
    if (value.tag != axdr::Tag::octet_string)
      return wrong_type(element, value, "octet-string");
    const auto time = cosem::date_time(value.content, value.offset);
    if (!time)
      return time.error();
    reading.*field = *time;
    return {};
  }
};

Fault store(Reading& reading, const Element& element, const axdr::Value& value) {
  return std::visit(Store{reading, element, value}, element.field);
}

Fault store_positional(Reading& reading, std::span<const Element* const> layout, Cursor values) {
  for (const Element* element : layout) {
    const auto value = axdr::take_value(values);
    if (!value)
      return value.error();
    if (auto fault = store(reading, *element, *value))
      return fault;
  }
  return {};
}

Fault store_tagged(Reading& reading, Cursor values) {
  std::bitset<elements.size()> seen;
  for (std::size_t pair = 0; pair < tagged_count / 2; ++pair) {
    const auto code = axdr::take_value(values);
    if (!code)
      return code.error();
    const auto value = axdr::take_value(values);
    if (!value)
      return value.error();
    const Element* element =
        code->tag == axdr::Tag::octet_string ? element_with(code->content) : nullptr;
    if (!element)
      return DecodeError{code->offset,
                         fmt::format("no OBIS code of this list: {} {:02x}", axdr::name(code->tag),
                                     fmt::join(code->content, " "))};
    const auto place = static_cast<std::size_t>(element - elements.data());
    if (seen[place])
      return DecodeError{code->offset, fmt::format("{} stands there twice", element->name)};
    seen.set(place);
    if (auto fault = store(reading, *element, *value))
      return fault;
  }
  return {};
}

Wiring wiring_of(const Reading& reading) {
  if (!reading.current_l2_ma)
    return Wiring::single_phase;
  // MA304H3E, MA304T4: the digit behind H or T is the number of wires.
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

} // namespace

std::span<const Element* const> positional_layout(std::size_t count) {
  switch (count) {
  case list_1.size():
    return list_1;
  case list_2_single_phase.size():
    return list_2_single_phase;
  case list_2_three_phase.size():
    return list_2_three_phase;
  case list_3_single_phase.size():
    return list_3_single_phase;
  case list_3_three_phase.size():
    return list_3_three_phase;
  default:
    return {};
  }
}

const Element* element_with(Bytes obis) {
  if (std::ranges::equal(obis, swedish_list_version))
    return elements.data();
  const auto found = std::ranges::find_if(
      elements, [obis](const Element& element) { return std::ranges::equal(obis, element.obis); });
  return found == elements.end() ? nullptr : &*found;
}

Result<Reading> decode(const apdu::DataNotification& notification) {
  const axdr::Value& body = notification.body;
  if (body.tag != axdr::Tag::structure)
    return DecodeError{body.offset,
                       fmt::format("list: structure expected, {} found", axdr::name(body.tag))};

  const auto layout = positional_layout(body.count);
  if (layout.empty() && body.count != tagged_count)
    return DecodeError{body.offset,
                       fmt::format("list of {} elements: {} lists have 1, 9, 13, 14, 18 or {}",
                                   body.count, known_version, tagged_count)};

  Reading reading{};
  reading.frame_time = notification.date_time;
  if (auto fault = layout.empty() ? store_tagged(reading, body.elements())
                                  : store_positional(reading, layout, body.elements()))
    return *fault;
  if (reading.list_version && *reading.list_version != known_version)
    return DecodeError{body.content_offset, fmt::format("list version: {} expected, {:?} found",
                                                        known_version, *reading.list_version)};

  reading.list = reading.clock ? 3 : reading.meter_id ? 2 : 1;
  if (reading.list > 1)
    reading.wiring = wiring_of(reading);
  return reading;
}

} // namespace kaifa::kfm001
