#pragma once

#include "readout.h"

#include <array>
#include <span>
#include <string_view>
#include <vector>

namespace kaifa {

struct Label {
  std::string_view name;
  std::string_view value;
};

/// The labels that the program itself gives to samples; a user may not set these labels.
inline constexpr std::array<std::string_view, 5> own_label_names = {
    "meter_id", "meter_type", "list_version", "phase", "reason"};

struct Family;

struct Sample {
  const Family* family;
  std::array<Label, 3> labels; ///< an unused label has no name
  Decimal value;
};
using Samples = std::vector<Sample>;

/// The file that holds a metric: counters outlive the runs that bring no list 3, and the reading
/// outlives the runs that fail.
enum class Part { reading, energy, failure };

struct Family {
  std::string_view name;
  std::string_view type;
  std::string_view help;
  Part part;
  /// Collects the samples of a readout; nullptr for the metrics of a failed run, which has none.
  void (*collect)(const Family& family, const Readout& readout, Samples& samples) = nullptr;
};

/// All metrics, in the order of printing.
[[nodiscard]] std::span<const Family> families();

/// The samples of a readout, family by family. A value that the list did not contain has no sample.
[[nodiscard]] Samples samples_of(const Readout& readout);

} // namespace kaifa
