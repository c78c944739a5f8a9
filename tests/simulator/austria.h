#pragma once

#include "encoder.h"
#include "push.h"

namespace simulator {

/// The data-notification of an Austrian variant; throws std::invalid_argument for other variants.
Bytes austrian_notification(Variant variant, const Measurement& measurement, const LocalTime& time);

/// The same notification, enciphered, in the frames of a push.
std::vector<Bytes> austrian_push(Variant variant, const Measurement& measurement,
                                 const LocalTime& time, const Ciphering& ciphering);

/// One value as an Austrian meter sends it, with its code, scaler and unit.
struct ScaledValue {
  std::array<std::uint8_t, 6> code;
  Bytes value;
  std::int8_t scaler;
  std::uint8_t unit;
};

/// 02 02 0f scaler 16 unit
Bytes scaler_and_unit(std::int8_t scaler, std::uint8_t unit);
Bytes long_unsigned(std::uint16_t value);

} // namespace simulator
