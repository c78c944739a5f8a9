#include "cursor.h"

namespace kaifa {

void Cursor::fail(const DecodeError& error) {
  if (!error_)
    error_ = error;
  bytes_ = bytes_.first(taken_);
}

void Cursor::fail_at_the_end(std::size_t wanted) {
  if (!error_)
    missing_ = wanted - remaining();
  fail(Reason::apdu, offset(), "{} more byte{} expected, {} left", wanted, wanted == 1 ? "" : "s",
       remaining());
}

} // namespace kaifa
