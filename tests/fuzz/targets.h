#pragma once

#include "wire/bytes.h"

#include <stdexcept>
#include <string>

/// Targets that give any bytes to the program's decoders and parsers. A target throws
/// PropertyBroken if something that must always hold does not hold.
namespace fuzz {

using kaifa::Bytes;

class PropertyBroken : public std::logic_error {
  using std::logic_error::logic_error;
};

inline void require(bool holds, const std::string& property) {
  if (!holds)
    throw PropertyBroken(property);
}

/// A stream: the same events however it is split, and only frames with correct checksums.
void deframer(Bytes input);
/// An information field in a frame: the second decoder accepts the same fields and reads the same
/// values, those values are printed, and a dump shows each byte once.
void list(Bytes input);
/// M-Bus frames with correct sums: the second decoder joins the same frames into messages.
void mbus(Bytes input);
/// A ciphered message: the second decoder accepts the same messages, and reads the same in them.
void ciphering(Bytes input);
/// The plaintext of a push: the second decoder accepts and reads the same.
void obis_list(Bytes input);
/// A configuration file: options within their bounds, or an error that names the line.
void config(Bytes input);

} // namespace fuzz
