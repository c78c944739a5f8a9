#include "frame.h"

#include <fmt/format.h>

namespace kaifa {

std::string Rejection::why() const {
  if (!error)
    return std::string(text_of(reason).meaning);
  return fmt::format("{} (at byte {} of the {})", error->message(), error->offset,
                     error->in_plaintext ? "plaintext" : "frame");
}

} // namespace kaifa
