#include "element.h"

#include "formatted.h"

#include <algorithm>

namespace kaifa {

const Element* element_with(Bytes obis) {
  ObisCode code{};
  if (obis.size() != code.size())
    return nullptr;
  std::ranges::copy(obis, code.begin());
  if (code == "1-0:0.2.129"_obis) // the list version in Sweden
    return elements.data();
  const auto* found = std::ranges::find(elements, code, &Element::obis);
  return found == elements.end() ? nullptr : found;
}

std::string obis_text(Bytes code) {
  return code.size() == std::tuple_size_v<ObisCode>
             ? formatted("{}-{}:{}.{}.{}.{}", code[0], code[1], code[2], code[3], code[4], code[5])
             : hex(code);
}

void fail_beyond_any_meter(Cursor& cursor, std::size_t offset, const Element& element,
                           std::uint64_t count, int scaler) {
  cursor.fail(Reason::list, offset, "{}: {} with the scaler {} is beyond any meter", element.name,
              count, scaler);
}

} // namespace kaifa
