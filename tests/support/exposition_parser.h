#pragma once

#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

/// A strict reader of the Prometheus text format, version 0.0.4, that is stricter than the real
/// one: a family has HELP, TYPE and samples, in this order, in one place; no series stands there
/// twice.
namespace exposition_parser {

struct Sample {
  std::string name;
  std::map<std::string, std::string> labels; ///< their values without escapes
  std::string value;                         ///< as it was written

  bool operator==(const Sample&) const = default;
};

struct Family {
  std::string name;
  std::string help;
  std::string type;
  std::vector<Sample> samples;
};

/// What the format does not allow, with the line.
class Malformed : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Throws Malformed.
[[nodiscard]] std::vector<Family> parse(std::string_view text);

/// All samples of all families.
[[nodiscard]] std::vector<Sample> samples_of(std::string_view text);

} // namespace exposition_parser
