#pragma once

#include "reference_decoder.h"
#include "simulator/aes.h"

/// A second decoder of ciphered pushes. Like the other one it shares no code with the real one, and
/// has the whole stream in memory.
namespace reference {

/// What the rows of a push have besides the columns of the others.
inline constexpr std::string_view power_factor_column = "power_factor_per_mille";

/// What proves a push, each to be left out alone: to measure what it adds.
struct PushChecks {
  bool sum = true;
  bool header = true;       ///< db, a title of KFM, a length that fits, security control 20 to 2f
  bool notification = true; ///< 0f, a date-time of 12 bytes
  bool end = true;          ///< the data ends with the last byte
  bool clock = true;        ///< the two clocks are the same
  bool unit = true;         ///< the unit belongs to the code
  bool twice = true;        ///< no code twice
  bool number = true;       ///< the meter number is text
  bool bounds = true;       ///< no value is beyond any meter
};

/// One row for every push that proves good, in the order of the stream.
std::vector<Row> decode_pushes(std::span<const std::uint8_t> stream, const simulator::AesKey& key,
                               const PushChecks& checks = {});

/// What the whole pushes in a stream carry, good or not.
std::vector<std::vector<std::uint8_t>> pushes_in(std::span<const std::uint8_t> stream,
                                                 const PushChecks& checks = {});

/// The row of a push with this plaintext, if that proves good.
std::vector<Row> decode_plaintext(std::span<const std::uint8_t> plaintext,
                                  const PushChecks& checks = {});

} // namespace reference
