#pragma once

#include "meter/kfm001.h"
#include "wire/axdr.h"
#include "wire/date_time.h"

#include <string>
#include <string_view>

namespace kaifa {

/// The text with every byte that is not printable ASCII as \xNN: safe for a
/// terminal and a log.
[[nodiscard]] std::string printable(std::string_view text);

/// "2017-09-13 00:00:10", a field that is not specified as "--".
[[nodiscard]] std::string date_and_time(const cosem::DateTime& time);

/// The same with deviation and status.
[[nodiscard]] std::string words_for(const cosem::DateTime& time);

/// A value of an element, or of none that is known: type, the count that was sent, and what it is
/// in the element's unit.
[[nodiscard]] std::string words_for(const axdr::Value& value, const kfm001::Element* element);

/// "1-0:1.7.0.255"; other bytes than six in hex.
[[nodiscard]] std::string obis_text(Bytes code);

} // namespace kaifa
