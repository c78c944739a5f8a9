#include "formats.h"

#include "dump.h"
#include "exposition.h"
#include "json.h"
#include "table.h"

#include <algorithm>
#include <array>

namespace kaifa {
namespace {

constexpr std::array<Format, 4> all_formats = {{
    {"prom", exposition},
    {"text", table},
    {"json", json},
    {"dump", [](const Readout& readout) { return dump(readout.frame, readout.key); }},
}};

} // namespace

std::span<const Format> formats() {
  return all_formats;
}

const Format* format_named(std::string_view name) {
  const auto found = std::ranges::find(all_formats, name, &Format::name);
  return found == all_formats.end() ? nullptr : &*found;
}

} // namespace kaifa
