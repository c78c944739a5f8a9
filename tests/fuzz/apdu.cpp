#include "wire/apdu.h"
#include "targets.h"

namespace fuzz {

void apdu(Bytes input) {
  constexpr std::size_t offset = 9;
  const auto notification = kaifa::apdu::decode(input, offset);
  if (!notification) {
    const auto& error = notification.error();
    require(error.offset >= offset && error.offset <= offset + input.size(),
            "an error points into the information field");
    require(!error.message.empty(), "an error says what is wrong");
    return;
  }
  const auto& body = notification->body;
  require(body.content.data() + body.content.size() == input.data() + input.size(),
          "the body ends with the information field");
}

} // namespace fuzz
