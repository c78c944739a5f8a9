#include "line_damage.h"

#include <algorithm>
#include <bit>

namespace support {
namespace {

/// Eight data bits and the parity bit.
constexpr unsigned bits_of_byte = 9;

class Line {
public:
  Line(const Bytes& bytes, Parity parity, std::mt19937_64& random)
      : bytes_(bytes), wrong_bits_(bytes.size()), parity_(parity), random_(random) {}

  std::size_t below(std::size_t bound) {
    return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random_);
  }
  std::size_t place() { return below(bytes_.size()); }

  void turn_bit(std::size_t place) { wrong_bits_.at(place) ^= 1U << below(bits_of_byte); }
  void turn_byte(std::size_t place) {
    wrong_bits_.at(place) ^= static_cast<unsigned>(1 + below((1U << bits_of_byte) - 1));
  }

  [[nodiscard]] Bytes received() const {
    Bytes received;
    for (std::size_t i = 0; i < bytes_.size(); ++i) {
      const auto byte = static_cast<std::uint8_t>(bytes_[i] ^ wrong_bits_[i]);
      const bool parity_fits = std::popcount(wrong_bits_[i]) % 2 == 0;
      if (parity_fits || parity_ == Parity::unchecked)
        received.push_back(byte);
    }
    return received;
  }

private:
  const Bytes& bytes_;
  std::vector<unsigned> wrong_bits_;
  Parity parity_;
  std::mt19937_64& random_;
};

} // namespace

Bytes damaged(const Bytes& bytes, LineDamage damage, Parity parity, std::mt19937_64& random) {
  Line line(bytes, parity, random);
  const std::size_t place = line.place();
  switch (damage) {
  case LineDamage::bit:
    line.turn_bit(place);
    break;
  case LineDamage::byte:
    line.turn_byte(place);
    break;
  case LineDamage::two_bits:
    line.turn_bit(place);
    line.turn_bit(line.place());
    break;
  case LineDamage::two_bytes:
    line.turn_byte(place);
    line.turn_byte(line.place());
    break;
  case LineDamage::burst:
    for (std::size_t i = place, end = place + 2 + line.below(7); i < std::min(end, bytes.size());
         ++i)
      line.turn_byte(i);
    break;
  case LineDamage::lost: {
    Bytes received = bytes;
    received.erase(received.begin() + static_cast<std::ptrdiff_t>(place));
    return received;
  }
  case LineDamage::inserted: {
    Bytes received = bytes;
    received.insert(received.begin() + static_cast<std::ptrdiff_t>(place),
                    static_cast<std::uint8_t>(line.below(0x100)));
    return received;
  }
  }
  return line.received();
}

} // namespace support
