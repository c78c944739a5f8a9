#include "sample_frames.h"

namespace sample {
namespace {

std::size_t elements_of(Variant variant, int list) {
  if (list == 1)
    return 1;
  if (variant == Variant::sweden_tagged)
    return 36;
  const bool single_phase = variant == Variant::norway_single_phase;
  if (list == 2)
    return single_phase ? 9 : 13;
  return single_phase ? 14 : 18;
}

} // namespace

simulator::Measurement measurement_of(Variant variant) {
  simulator::Measurement measurement;
  measurement.meter_id = "6970631401753985";
  measurement.meter_type = simulator::meter_type_of(variant);
  measurement.active_power_import_w = 4533;
  measurement.active_power_export_w = 126; // 7e
  measurement.reactive_power_import_var = 17;
  measurement.reactive_power_export_var = 128;
  measurement.current_ma = {0x7ea0, 15478, 5211};
  const bool three_wire = variant == Variant::norway_3_wire;
  measurement.voltage_dv = {2381, three_wire ? 0U : 2302U, 2394};
  measurement.active_energy_import_wh = variant == Variant::sweden_ct ? 5'000'000'000 : 25'124'097;
  measurement.active_energy_export_wh = 0x7ea07ea0;
  measurement.reactive_energy_import_varh = 101;
  measurement.reactive_energy_export_varh = 13220;
  return measurement;
}

simulator::LocalTime time() {
  return {.year = 2023,
          .month = 8,
          .day = 15,
          .weekday = 2,
          .hour = 21,
          .minute = 10,
          .second = 5,
          .status = 0};
}

Frame frame(Variant variant, int list) {
  std::string name;
  for (const simulator::NamedVariant& named : simulator::kfm_variants)
    if (named.variant == variant)
      name = named.name;
  return {.name = name + " list " + std::to_string(list),
          .variant = variant,
          .list = list,
          .elements = elements_of(variant, list),
          .bytes = simulator::list_frame(variant, list, measurement_of(variant), time())};
}

std::vector<Frame> every_frame() {
  std::vector<Frame> frames;
  for (const auto& [name, variant] : simulator::kfm_variants)
    for (int list = simulator::is_swedish(variant) ? 3 : 1; list <= 3; ++list)
      frames.push_back(frame(variant, list));
  return frames;
}

Bytes joined(const std::vector<Bytes>& parts) {
  Bytes bytes;
  for (const Bytes& part : parts)
    bytes.insert(bytes.end(), part.begin(), part.end());
  return bytes;
}

Bytes frame_around(const Bytes& body) {
  return simulator::hdlc_frame(simulator::data_notification({0x00}, body));
}

Bytes with_control(Bytes frame, std::uint8_t control) {
  frame[control_offset] = control;
  const auto check = [&frame](std::size_t end) {
    const std::uint16_t sum = simulator::crc16_x25(std::span(frame).subspan(1, end - 1));
    frame[end] = static_cast<std::uint8_t>(sum & 0xff);
    frame[end + 1] = static_cast<std::uint8_t>(sum >> 8);
  };
  constexpr std::size_t size_of_fcs_and_flag = 3;
  check(control_offset + 1);
  check(frame.size() - size_of_fcs_and_flag);
  return frame;
}

} // namespace sample
