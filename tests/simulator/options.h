#pragma once

#include "damage.h"
#include "encoder.h"
#include "local_time.h"
#include "push.h"

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>

namespace simulator {

struct Options {
  Variant variant;
  LocalTime clock;
  double speed; ///< the meter's time runs this many times as fast as the host's
  bool hurry;   ///< HurriedLine instead of PacedLine
  std::optional<std::int64_t> frames; ///< nullopt: endless
  std::string meter_id;
  AesKey key;
  std::uint64_t seed;
  DamageRates damage;
  std::optional<std::string> play; ///< path of bytes to send instead; - is standard input
  std::optional<std::string> link; ///< path of a symbolic link to the slave
};

/// What is wrong with the command line.
struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Throws UsageError. Nullopt if the user asked for the usage.
std::optional<Options> parse_options(int argc, const char* const* argv);

std::string usage();

} // namespace simulator
