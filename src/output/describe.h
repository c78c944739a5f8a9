#pragma once

#include "wire/date_time.h"

#include <string>
#include <string_view>

namespace kaifa {

/// The text with every byte that is not printable ASCII as \xNN: safe for a
/// terminal and a log.
[[nodiscard]] std::string printable(std::string_view text);

/// "2017-09-13 00:00:10", a field that is not specified as "--".
[[nodiscard]] std::string date_and_time(const cosem::DateTime& time);

} // namespace kaifa
