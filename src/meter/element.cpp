#include "element.h"

#include "formatted.h"

#include <algorithm>

namespace kaifa {
namespace {

/// The codes of all elements as numbers, in the same order.
constexpr auto codes = [] {
  std::array<std::uint64_t, elements.size()> numbers;
  std::ranges::transform(elements, numbers.begin(),
                         [](const Element& element) { return big_endian(element.obis); });
  return numbers;
}();

} // namespace

const Element* element_with(Bytes obis) {
  if (obis.size() != std::tuple_size_v<ObisCode>)
    return nullptr;
  const std::uint64_t code = big_endian(obis);
  if (code == big_endian("1-0:0.2.129"_obis)) // the list version in Sweden
    return elements.data();
  const auto found = std::ranges::find(codes, code);
  return found == codes.end() ? nullptr : elements.data() + (found - codes.begin());
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
