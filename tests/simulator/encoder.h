#pragma once

#include "frame.h"
#include "local_time.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace simulator {

enum class Variant {
  norway_single_phase,
  norway_3_wire,
  norway_4_wire,
  sweden_positional,
  sweden_tagged,
  sweden_ct,
  austria_netz_noe,
  austria_ksm_west,
  austria_ksm_west_single_phase,
};

struct NamedVariant {
  std::string_view name;
  Variant variant;
};

/// The variants that send lists of KFM_001 in HDLC frames.
inline constexpr std::array<NamedVariant, 6> kfm_variants{{
    {"norway-single-phase", Variant::norway_single_phase},
    {"norway-3-wire", Variant::norway_3_wire},
    {"norway-4-wire", Variant::norway_4_wire},
    {"sweden-positional", Variant::sweden_positional},
    {"sweden-tagged", Variant::sweden_tagged},
    {"sweden-ct", Variant::sweden_ct},
}};

/// The variants that send enciphered pushes.
inline constexpr std::array<NamedVariant, 3> austrian_variants{{
    {"austria-netz-noe", Variant::austria_netz_noe},
    {"austria-ksm-west", Variant::austria_ksm_west},
    {"austria-ksm-west-single-phase", Variant::austria_ksm_west_single_phase},
}};

/// The variant with this name, including Austrian ones; nullopt if there is none.
std::optional<Variant> variant_named(std::string_view name);
std::string meter_type_of(Variant variant);
bool is_swedish(Variant variant);
bool is_austrian(Variant variant);

/// The registers as a KFM_001 meter counts them (dv: 0.1 V). A single-phase meter sends only the
/// first current and the first voltage.
struct Measurement {
  std::string list_version = "KFM_001";
  std::string meter_id;
  std::string meter_type;
  std::uint32_t active_power_import_w = 0;
  std::uint32_t active_power_export_w = 0;
  std::uint32_t reactive_power_import_var = 0;
  std::uint32_t reactive_power_export_var = 0;
  std::array<std::uint32_t, 3> current_ma{};
  std::array<std::uint32_t, 3> voltage_dv{};
  std::uint64_t active_energy_import_wh = 0;
  std::uint64_t active_energy_export_wh = 0;
  std::uint64_t reactive_energy_import_varh = 0;
  std::uint64_t reactive_energy_export_varh = 0;
  std::uint32_t power_factor_per_mille = 0;
};

/// The whole frame, flags included, of list 1, 2 or 3; throws std::invalid_argument for a list that
/// the variant does not send.
Bytes list_frame(Variant variant, int list, const Measurement& measurement, const LocalTime& time);

} // namespace simulator
