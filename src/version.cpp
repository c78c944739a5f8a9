#include "version.h"

namespace kaifa {

const std::string_view version = KAIFA_VERSION;

} // namespace kaifa
