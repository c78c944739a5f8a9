#include "austria.h"

#include <algorithm>
#include <iterator>
#include <stdexcept>

namespace simulator {

namespace {

constexpr std::uint8_t watt = 0x1b;
constexpr std::uint8_t watt_hour = 0x1e;
constexpr std::uint8_t var_hour = 0x20;
constexpr std::uint8_t ampere = 0x21;
constexpr std::uint8_t volt = 0x23;
constexpr std::uint8_t no_unit = 0xff;

void append(Bytes& to, std::span<const std::uint8_t> bytes) {
  std::ranges::copy(bytes, std::back_inserter(to));
}

std::array<std::uint8_t, 6> electricity(std::uint8_t quantity, std::uint8_t processing) {
  return {1, 0, quantity, processing, 0, 255};
}

ScaledValue power(std::uint8_t quantity, std::uint32_t count) {
  return {electricity(quantity, 7), double_long_unsigned(count), 0, watt};
}

ScaledValue energy(std::uint8_t quantity, std::uint64_t count, std::uint8_t unit) {
  return {electricity(quantity, 8), double_long_unsigned(static_cast<std::uint32_t>(count)), 0,
          unit};
}

std::vector<ScaledValue> voltages(std::size_t phases, const Measurement& measurement) {
  constexpr std::array<std::uint8_t, 3> quantities{32, 52, 72};
  std::vector<ScaledValue> values;
  for (std::size_t i = 0; i < phases; ++i)
    values.push_back({electricity(quantities[i], 7),
                      long_unsigned(static_cast<std::uint16_t>(measurement.voltage_dv[i])), -1,
                      volt});
  return values;
}

std::vector<ScaledValue> currents(std::size_t phases, const Measurement& measurement) {
  constexpr std::array<std::uint8_t, 3> quantities{31, 51, 71};
  std::vector<ScaledValue> values;
  for (std::size_t i = 0; i < phases; ++i)
    values.push_back({electricity(quantities[i], 7),
                      long_unsigned(static_cast<std::uint16_t>(measurement.current_ma[i] / 10)), -2,
                      ampere});
  return values;
}

/// Code, value, scaler and unit, one after another.
Bytes elements_of(const ScaledValue& value) {
  Bytes bytes = octet_string(value.code);
  append(bytes, value.value);
  append(bytes, scaler_and_unit(value.scaler, value.unit));
  return bytes;
}

Bytes netz_noe_list(const Measurement& measurement, const Bytes& clock) {
  std::vector<ScaledValue> values = {
      energy(1, measurement.active_energy_import_wh, watt_hour),
      energy(2, measurement.active_energy_export_wh, watt_hour),
      power(1, measurement.active_power_import_w),
      power(2, measurement.active_power_export_w),
  };
  std::ranges::move(voltages(3, measurement), std::back_inserter(values));
  std::ranges::move(currents(3, measurement), std::back_inserter(values));
  values.push_back({electricity(13, 7),
                    long_unsigned(static_cast<std::uint16_t>(measurement.power_factor_per_mille)),
                    -3, no_unit});

  Bytes list = structure_head(1 + 3 * values.size() + 1);
  append(list, octet_string(clock));
  for (const ScaledValue& value : values)
    append(list, elements_of(value));
  append(list, octet_string(measurement.meter_id));
  return list;
}

Bytes text_structure(const std::array<std::uint8_t, 6>& code, std::string_view text) {
  Bytes bytes = structure_head(2);
  append(bytes, octet_string(code));
  append(bytes, octet_string(text));
  return bytes;
}

Bytes ksm_west_list(std::size_t phases, const Measurement& measurement, const Bytes& clock) {
  std::vector<ScaledValue> values = voltages(phases, measurement);
  std::ranges::move(currents(phases, measurement), std::back_inserter(values));
  std::ranges::move(
      std::vector<ScaledValue>{
          power(1, measurement.active_power_import_w),
          power(2, measurement.active_power_export_w),
          energy(1, measurement.active_energy_import_wh, watt_hour),
          energy(2, measurement.active_energy_export_wh, watt_hour),
          energy(3, measurement.reactive_energy_import_varh, var_hour),
          energy(4, measurement.reactive_energy_export_varh, var_hour),
      },
      std::back_inserter(values));

  Bytes list = structure_head(4 + values.size());
  append(list, octet_string(std::array<std::uint8_t, 6>{0, 0, 1, 0, 0, 255}));
  append(list, octet_string(clock));
  append(list, text_structure({0, 0, 96, 1, 0, 255}, measurement.meter_id));
  append(list, text_structure({0, 0, 42, 0, 0, 255}, "KFM1200200000001"));
  for (const ScaledValue& value : values) {
    append(list, structure_head(3));
    append(list, elements_of(value));
  }
  return list;
}

} // namespace

Bytes scaler_and_unit(std::int8_t scaler, std::uint8_t unit) {
  return {0x02, 0x02, 0x0f, static_cast<std::uint8_t>(scaler), 0x16, unit};
}

Bytes long_unsigned(std::uint16_t value) {
  return {0x12, static_cast<std::uint8_t>(value >> 8), static_cast<std::uint8_t>(value)};
}

Bytes austrian_notification(Variant variant, const Measurement& measurement,
                            const LocalTime& time) {
  constexpr std::int16_t summer_deviation_minutes = -120;
  constexpr std::int16_t winter_deviation_minutes = -60;
  constexpr std::uint8_t summer_status = 0x80;
  const bool summer = is_summer_time(time);
  LocalTime shown = time;
  shown.status = summer ? summer_status : 0;
  Bytes clock = date_time(shown, summer ? summer_deviation_minutes : winter_deviation_minutes);
  constexpr std::size_t hundredths = 8;
  clock[hundredths] = 0;

  Bytes notification{0x0f, 0x80, 0x0b, 0x8e, 0x04, static_cast<std::uint8_t>(clock.size())};
  append(notification, clock);
  switch (variant) {
  case Variant::austria_netz_noe:
    append(notification, netz_noe_list(measurement, clock));
    return notification;
  case Variant::austria_ksm_west:
    append(notification, ksm_west_list(3, measurement, clock));
    return notification;
  case Variant::austria_ksm_west_single_phase:
    append(notification, ksm_west_list(1, measurement, clock));
    return notification;
  default:
    throw std::invalid_argument("no meter of Austria");
  }
}

std::vector<Bytes> austrian_push(Variant variant, const Measurement& measurement,
                                 const LocalTime& time, const Ciphering& ciphering) {
  return mbus_frames(
      general_glo_ciphering(austrian_notification(variant, measurement, time), ciphering));
}

} // namespace simulator
