#include "fcs16.h"

#include <array>

namespace kaifa {
namespace {

constexpr std::uint16_t polynomial = 0x8408;
constexpr std::uint16_t initial_value = 0xffff;
constexpr std::uint16_t good_remainder = 0xf0b8;

/// tables[k][b]: what byte b does to the remainder after k more zero bytes. With eight tables, one
/// step handles eight bytes ("slicing by 8"). A line of 218 bytes per second does not need this
/// speed, but reading a recording of months from a file does, and so do the fuzzers.
constexpr std::size_t slices = 8;
using Tables = std::array<std::array<std::uint16_t, 256>, slices>;

constexpr Tables make_tables() {
  Tables tables{};
  for (unsigned byte = 0; byte < 256; ++byte) {
    unsigned remainder = byte;
    for (int bit = 0; bit < 8; ++bit)
      remainder = remainder & 1 ? remainder >> 1 ^ polynomial : remainder >> 1;
    tables[0][byte] = static_cast<std::uint16_t>(remainder);
  }
  for (std::size_t slice = 1; slice < slices; ++slice)
    for (std::size_t byte = 0; byte < 256; ++byte) {
      const std::uint16_t before = tables[slice - 1][byte];
      tables[slice][byte] = static_cast<std::uint16_t>(before >> 8 ^ tables[0][before & 0xff]);
    }
  return tables;
}

constexpr Tables tables = make_tables();

std::uint16_t remainder_of(Bytes bytes) {
  unsigned remainder = initial_value;
  while (bytes.size() >= slices) {
    remainder = static_cast<unsigned>(
        tables[7][bytes[0] ^ (remainder & 0xff)] ^ tables[6][bytes[1] ^ remainder >> 8] ^
        tables[5][bytes[2]] ^ tables[4][bytes[3]] ^ tables[3][bytes[4]] ^ tables[2][bytes[5]] ^
        tables[1][bytes[6]] ^ tables[0][bytes[7]]);
    bytes = bytes.subspan(slices);
  }
  for (const std::uint8_t byte : bytes)
    remainder = remainder >> 8 ^ tables[0][(remainder ^ byte) & 0xff];
  return static_cast<std::uint16_t>(remainder);
}

} // namespace

std::uint16_t fcs16(Bytes bytes) {
  return static_cast<std::uint16_t>(~remainder_of(bytes));
}

bool fcs16_fits(Bytes bytes) {
  return remainder_of(bytes) == good_remainder;
}

} // namespace kaifa
