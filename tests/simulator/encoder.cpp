#include "encoder.h"

#include <algorithm>
#include <iterator>
#include <stdexcept>

namespace simulator {

namespace {

using Obis = std::array<std::uint8_t, 6>;

struct Element {
  Obis obis;
  Bytes value;
};

constexpr std::int16_t swedish_deviation_minutes = -60;

Bytes clock_of(Variant variant, const LocalTime& time) {
  return date_time(time, is_swedish(variant) ? swedish_deviation_minutes : deviation_not_specified);
}

Bytes notification_date_time(Variant variant, const LocalTime& time) {
  if (variant == Variant::sweden_tagged)
    return {0x00};
  Bytes tagged = octet_string(clock_of(variant, time));
  if (is_swedish(variant))
    tagged.erase(tagged.begin());
  return tagged;
}

Obis electricity(std::uint8_t quantity, std::uint8_t processing) {
  return {1, 0, quantity, processing, 0, 255};
}

Bytes energy(Variant variant, std::uint64_t count) {
  return variant == Variant::sweden_ct ? long64_unsigned(count)
                                       : double_long_unsigned(static_cast<std::uint32_t>(count));
}

std::vector<Element> instantaneous(Variant variant, const Measurement& measurement) {
  const std::size_t phases = variant == Variant::norway_single_phase ? 1 : 3;
  constexpr std::array<std::uint8_t, 3> current{31, 51, 71};
  constexpr std::array<std::uint8_t, 3> voltage{32, 52, 72};

  std::vector<Element> elements{
      {{1, 0, 0, 2, 129, 255}, octet_string(measurement.list_version)},
      {{0, 0, 96, 1, 0, 255}, octet_string(measurement.meter_id)},
      {{0, 0, 96, 1, 7, 255}, octet_string(measurement.meter_type)},
      {electricity(1, 7), double_long_unsigned(measurement.active_power_import_w)},
      {electricity(2, 7), double_long_unsigned(measurement.active_power_export_w)},
      {electricity(3, 7), double_long_unsigned(measurement.reactive_power_import_var)},
      {electricity(4, 7), double_long_unsigned(measurement.reactive_power_export_var)},
  };
  for (std::size_t i = 0; i < phases; ++i)
    elements.push_back(
        {electricity(current[i], 7), double_long_unsigned(measurement.current_ma[i])});
  for (std::size_t i = 0; i < phases; ++i)
    elements.push_back(
        {electricity(voltage[i], 7), double_long_unsigned(measurement.voltage_dv[i])});
  return elements;
}

std::vector<Element> elements_of(Variant variant, int list, const Measurement& measurement,
                                 const LocalTime& time) {
  if (list == 1)
    return {{electricity(1, 7), double_long_unsigned(measurement.active_power_import_w)}};
  std::vector<Element> elements = instantaneous(variant, measurement);
  if (list == 2)
    return elements;
  elements.push_back({{0, 0, 1, 0, 0, 255}, octet_string(clock_of(variant, time))});
  elements.push_back({electricity(1, 8), energy(variant, measurement.active_energy_import_wh)});
  elements.push_back({electricity(2, 8), energy(variant, measurement.active_energy_export_wh)});
  elements.push_back({electricity(3, 8), energy(variant, measurement.reactive_energy_import_varh)});
  elements.push_back({electricity(4, 8), energy(variant, measurement.reactive_energy_export_varh)});
  return elements;
}

Bytes structure(Variant variant, const std::vector<Element>& elements) {
  const bool tagged = variant == Variant::sweden_tagged;
  Bytes bytes = structure_head(tagged ? 2 * elements.size() : elements.size());
  for (const Element& element : elements) {
    if (tagged)
      std::ranges::copy(octet_string(element.obis), std::back_inserter(bytes));
    std::ranges::copy(element.value, std::back_inserter(bytes));
  }
  return bytes;
}

} // namespace

std::optional<Variant> variant_named(std::string_view name) {
  for (const std::span<const NamedVariant> variants :
       {std::span<const NamedVariant>(kfm_variants),
        std::span<const NamedVariant>(austrian_variants)})
    for (const NamedVariant& named : variants)
      if (named.name == name)
        return named.variant;
  return std::nullopt;
}

/// The meter type; empty for an Austrian meter, which does not send its type.
std::string meter_type_of(Variant variant) {
  switch (variant) {
  case Variant::norway_single_phase:
    return "MA105H2E";
  case Variant::norway_3_wire:
    return "MA304H3E";
  case Variant::norway_4_wire:
  case Variant::sweden_positional:
  case Variant::sweden_tagged:
    return "MA304H4";
  case Variant::sweden_ct:
    return "MA304T4";
  default:
    return "";
  }
}

bool is_swedish(Variant variant) {
  return variant == Variant::sweden_positional || variant == Variant::sweden_tagged ||
         variant == Variant::sweden_ct;
}

bool is_austrian(Variant variant) {
  return std::ranges::find(austrian_variants, variant, &NamedVariant::variant) !=
         austrian_variants.end();
}

Bytes list_frame(Variant variant, int list, const Measurement& measurement, const LocalTime& time) {
  if (list < 1 || list > 3 || (is_swedish(variant) && list != 3) || is_austrian(variant))
    throw std::invalid_argument("the meter does not send this list");
  const Bytes information =
      data_notification(notification_date_time(variant, time),
                        structure(variant, elements_of(variant, list, measurement, time)));
  return is_swedish(variant) ? hdlc_frame(information, {0x01}, {0x00, 0x01})
                             : hdlc_frame(information);
}

} // namespace simulator
