#include "output/dump.h"
#include "simulator/push.h"
#include "support/reading_rows.h"
#include "support/reference_push.h"
#include "targets.h"
#include "wire/apdu.h"

namespace fuzz {

void ciphering(Bytes input) {
  constexpr std::size_t longest = 3000;
  // A list that is not ciphered is read without a key, and the second decoder takes it for no push.
  if (input.size() > longest ||
      !kaifa::apdu::is_next(kaifa::apdu::tag::general_glo_ciphering, kaifa::Cursor(input)))
    return;
  const simulator::AesKey key_bytes{};
  const kaifa::ciphering::Key key{std::span(key_bytes)};
  simulator::Bytes stream;
  for (const auto& frame : simulator::mbus_frames(input))
    stream.insert(stream.end(), frame.begin(), frame.end());
  require(
      rows::difference(rows::of(stream, &key), reference::decode_pushes(stream, key_bytes)).empty(),
      "both decoders read the same");
  require(rows::of(stream).empty(), "without its key there is no reading");
  require(!kaifa::dump(stream, &key).empty(), "whatever it is, a dump shows it");
}

} // namespace fuzz
