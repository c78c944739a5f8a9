// One target, FUZZ_TARGET, for libFuzzer.

#include "targets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::FUZZ_TARGET(fuzz::Bytes(data, size));
  return 0;
}
