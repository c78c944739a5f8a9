#include "cursor.h"

#include <fmt/format.h>

namespace kaifa {

void Cursor::fail_at_the_end(std::size_t wanted) {
  fail({.offset = offset(),
        .reason = Reason::apdu,
        .text =
            [](const DecodeError& error) {
              return fmt::format("{} more byte{} expected, {} left", error.number,
                                 error.number == 1 ? "" : "s", error.limit);
            },
        .number = wanted,
        .limit = remaining()});
}

} // namespace kaifa
