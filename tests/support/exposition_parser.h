#pragma once

#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

/// A parser of the Prometheus text format, version 0.0.4, that is stricter than Prometheus: a
/// family has HELP, TYPE and samples, in this order and in one place, no series occurs twice, and
/// numbers are plain decimals.
namespace exposition_parser {

using Labels = std::map<std::string, std::string>; ///< values without escapes

struct Sample {
  std::string name;
  Labels labels;
  std::string value; ///< as written

  bool operator==(const Sample&) const = default;
};

struct Family {
  std::string name;
  std::string help;
  std::string type;
  std::vector<Sample> samples;
};

/// Says what was expected, and shows the line.
class Malformed : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Whether a number may have an exponent, as node_exporter writes 1e+06 for 1000000.
enum class Numbers { plain, any };

/// Throws Malformed.
[[nodiscard]] std::vector<Family> parse(std::string_view text, Numbers numbers = Numbers::plain);

/// All samples of all families. Throws Malformed.
[[nodiscard]] std::vector<Sample> samples_of(std::string_view text,
                                             Numbers numbers = Numbers::plain);

/// The labels in a="b",c="d". Throws Malformed.
[[nodiscard]] Labels labels_in(std::string_view text);

} // namespace exposition_parser
