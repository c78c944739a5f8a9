#pragma once

#include "reference_decoder.h"
#include "simulator/aes.h"

/// A second decoder of ciphered pushes. Like reference_decoder.h it shares no code with the real
/// one, and has the whole stream in memory.
namespace reference {

/// The column that only rows of pushes have.
inline constexpr std::string_view power_factor_column = "power_factor_per_mille";

/// What proves a push. Each check can be left out, to measure what it adds.
struct PushChecks {
  bool sum = true;
  bool header = true;       ///< db, a title of KFM, the right length, security control 20 to 2f
  bool notification = true; ///< 0f, a date-time of 12 bytes
  bool end = true;          ///< the data ends with the last byte
  bool clock = true;        ///< the two clocks are the same
  bool unit = true;         ///< the unit belongs to the code
  bool twice = true;        ///< no code twice
  bool number = true;       ///< the meter number is text
  bool bounds = true;       ///< no value is beyond any meter
};

/// One row for every push that passes the checks, in the order of the stream.
std::vector<Row> decode_pushes(std::span<const std::uint8_t> stream, const simulator::AesKey& key,
                               const PushChecks& checks = {});

/// The APDUs of the whole pushes in a stream, good or not.
std::vector<std::vector<std::uint8_t>> pushes_in(std::span<const std::uint8_t> stream,
                                                 const PushChecks& checks = {});

/// The row of a push with this plaintext; empty if the plaintext does not pass the checks.
std::vector<Row> decode_plaintext(std::span<const std::uint8_t> plaintext,
                                  const PushChecks& checks = {});

} // namespace reference
