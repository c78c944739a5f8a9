#pragma once

#include "simulator/frame.h"

#include <array>
#include <random>
#include <string_view>

/// What a bad line does to bytes, as the serial port then passes them on.
namespace support {

using simulator::Bytes;

enum class LineDamage { bit, byte, two_bits, two_bytes, lost, inserted, burst };

struct NamedLineDamage {
  std::string_view name;
  LineDamage damage;
};
inline constexpr std::array<NamedLineDamage, 7> all_line_damage = {{
    {"one wrong bit", LineDamage::bit},
    {"one wrong byte", LineDamage::byte},
    {"two bytes with a wrong bit", LineDamage::two_bits},
    {"two wrong bytes", LineDamage::two_bytes},
    {"one byte lost", LineDamage::lost},
    {"one byte inserted", LineDamage::inserted},
    {"burst of 2 to 8 bytes", LineDamage::burst},
}};

/// What happens to a byte whose parity bit is wrong.
enum class Parity {
  unchecked, ///< it passes unchanged
  dropped,   ///< it is dropped (INPCK and IGNPAR)
};

/// `bytes` with this damage at a random place. Each byte travels with an even parity bit, which the
/// damage may hit too.
[[nodiscard]] Bytes damaged(const Bytes& bytes, LineDamage damage, Parity parity,
                            std::mt19937_64& random);

} // namespace support
