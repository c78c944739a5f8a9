#include "wire/apdu.h"
#include "targets.h"

namespace fuzz {

void apdu(Bytes input) {
  constexpr std::size_t offset = 9;
  kaifa::Cursor cursor(input, offset);
  kaifa::apdu::take_llc_header(cursor);
  (void)kaifa::apdu::take_data_notification(cursor);
  if (const auto& error = cursor.error()) {
    require(error->offset >= offset && error->offset <= offset + input.size(),
            "an error points into the information field");
    require(!error->message().empty(), "an error says what is wrong");
  }
}

} // namespace fuzz
