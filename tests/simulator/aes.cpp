#include "aes.h"

#include <nettle/aes.h>
#include <nettle/ctr.h>
#include <nettle/nettle-meta.h>

namespace simulator {

std::vector<std::uint8_t> aes_ctr(std::span<const std::uint8_t> bytes, const AesKey& key,
                                  AesBlock counter) {
  aes128_ctx context;
  aes128_set_encrypt_key(&context, key.data());
  std::vector<std::uint8_t> result(bytes.size());
  ctr_crypt(&context, nettle_aes128.encrypt, counter.size(), counter.data(), result.size(),
            result.data(), bytes.data());
  return result;
}

} // namespace simulator
