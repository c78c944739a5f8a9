#include "bytes.h"

#include <fmt/format.h>

namespace kaifa {

DecodeError Cursor::ends_early(std::size_t wanted) const {
  return {offset(), fmt::format("{} more byte{} expected, {} left", wanted, wanted == 1 ? "" : "s",
                                remaining())};
}

} // namespace kaifa
