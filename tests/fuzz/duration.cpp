#include "cli/value_parsers.h"
#include "targets.h"

namespace fuzz {

void duration(Bytes input) {
  const std::string_view text(reinterpret_cast<const char*>(input.data()), input.size());
  const auto duration = kaifa::parse_duration(text);
  if (!duration)
    return;
  require(duration->count() >= 1 && *duration <= kaifa::longest_timeout, "it is within bounds");
  require(kaifa::parse_duration(std::to_string(duration->count()) + "s") == duration,
          "printed, it is the same again");
}

} // namespace fuzz
