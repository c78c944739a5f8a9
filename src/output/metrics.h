#pragma once

#include "decimal.h"
#include "meter/reader.h"

#include <array>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace kaifa {

/// One run: what was read, and what is known beside it.
struct Run {
  const Reading& reading;
  const Statistics& statistics;
  std::optional<std::int64_t> meter_clock_s;  ///< of the frame, in Unix time
  std::optional<std::int64_t> energy_clock_s; ///< of its energy registers, in Unix time
  std::int64_t received_ms;                   ///< Unix time of the frame's last byte
  std::int64_t duration_ms;                   ///< from the start of the run to that byte
};

struct Label {
  std::string_view name;
  std::string_view value;
};

/// The names that samples have labels of: no user may take them.
inline constexpr std::array<std::string_view, 5> own_label_names = {
    "meter_id", "meter_type", "list_version", "phase", "reason"};

struct Family;

struct Sample {
  const Family* family;
  std::array<Label, 3> labels; ///< the first of them; the others have no name
  Decimal value;
};
using Samples = std::vector<Sample>;

/// The file that a metric stands in: counters outlive the runs that carry none.
enum class Part { reading, energy };

struct Family {
  std::string_view name;
  std::string_view type;
  std::string_view help;
  Part part;
  void (*collect)(const Family& family, const Run& run, Samples& samples);
};

/// All metrics that there are, in the order in which they are printed.
[[nodiscard]] std::span<const Family> families();

/// The samples of a run, one family after the other. What the list did not carry is not there.
[[nodiscard]] Samples samples_of(const Run& run);

} // namespace kaifa
