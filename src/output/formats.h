#pragma once

#include "readout.h"

#include <span>
#include <string_view>

namespace kaifa {

/// A format of --stdout.
struct Format {
  std::string_view name;
  std::string (*render)(const Readout& readout);
};

/// All formats: option values, --help, completion and errors follow from them.
[[nodiscard]] std::span<const Format> formats();

/// The format with this name; nullptr if there is none.
[[nodiscard]] const Format* format_named(std::string_view name);

} // namespace kaifa
