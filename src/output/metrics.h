#pragma once

#include "readout.h"

#include <array>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace kaifa {

struct Label {
  std::string_view name;
  std::string_view value;
};

/// The names of labels that samples have of their own: no user may take them.
inline constexpr std::array<std::string_view, 5> own_label_names = {
    "meter_id", "meter_type", "list_version", "phase", "reason"};

struct Family;

struct Sample {
  const Family* family;
  std::array<Label, 3> labels; ///< unused ones have no name
  Decimal value;
};
using Samples = std::vector<Sample>;

/// The file that a metric stands in: counters outlive the runs that bring no list 3, and the
/// reading outlives the runs that fail.
enum class Part { reading, energy, failure };

struct Family {
  std::string_view name;
  std::string_view type;
  std::string_view help;
  Part part;
  /// From a readout; a run that failed has none.
  void (*collect)(const Family& family, const Readout& readout, Samples& samples) = nullptr;
};

/// All metrics in the order in which they are printed.
[[nodiscard]] std::span<const Family> families();

/// The samples of a readout, one family after the other; what the list did not carry has none.
[[nodiscard]] Samples samples_of(const Readout& readout);

} // namespace kaifa
