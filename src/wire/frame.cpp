#include "frame.h"

#include "formatted.h"

namespace kaifa {

std::string Rejection::why() const {
  if (!error)
    return std::string(text_of(reason).meaning);
  return formatted("{} (at byte {} of the {})", error->message(), error->offset, error->within);
}

} // namespace kaifa
