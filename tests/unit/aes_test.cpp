// The cipher that only tests have, so that two that share no code are held against each other.
#include "simulator/aes.h"

#include "support/hex.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>

namespace {

using support::from_hex;
constexpr auto block = support::aes_key_from_hex;

/// NIST SP 800-38A (2001), appendix F: the key and the plaintext of all its examples.
const simulator::AesKey key = block("2b7e151628aed2a6abf7158809cf4f3c");
const std::vector<std::uint8_t> plaintext = from_hex("6bc1bee22e409f96e93d7e117393172a"
                                                     "ae2d8a571e03ac9c9eb76fac45af8e51"
                                                     "30c81c46a35ce411e5fbc1191a0a52ef"
                                                     "f69f2445df4f9b17ad2b417be66c3710");

} // namespace

BOOST_AUTO_TEST_SUITE(aes)

BOOST_AUTO_TEST_CASE(single_blocks_as_in_f_1_1) {
  const auto expected = from_hex("3ad77bb40d7a3660a89ecaf32466ef97"
                                 "f5d3d58503b9699de785895a96fdbaaf"
                                 "43b1cd7f598ece23881b00e3ed030688"
                                 "7b0c785e27e8ad3f8223207104725dd4");
  std::vector<std::uint8_t> enciphered;
  for (std::size_t begin = 0; begin < plaintext.size(); begin += sizeof(simulator::AesBlock)) {
    simulator::AesBlock one{};
    std::copy_n(plaintext.begin() + static_cast<std::ptrdiff_t>(begin), one.size(), one.begin());
    std::ranges::copy(simulator::aes_encrypt(one, key), std::back_inserter(enciphered));
  }
  BOOST_TEST(enciphered == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(counter_mode_as_in_f_5_1) {
  const auto enciphered =
      simulator::aes_ctr(plaintext, key, block("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"));
  BOOST_TEST(enciphered == from_hex("874d6191b620e3261bef6864990db6ce"
                                    "9806f66b7970fdff8617187bb9fffdff"
                                    "5ae4df3edbd5d35e5b4f09020db03eab"
                                    "1e031dda2fbe03d1792170a0f3009cee"),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_last_block_may_be_cut_short) {
  const auto whole = simulator::aes_ctr(plaintext, key, block("00000000000000000000000000000002"));
  for (std::size_t size = 0; size < plaintext.size(); ++size) {
    const auto part = simulator::aes_ctr(std::span(plaintext).first(size), key,
                                         block("00000000000000000000000000000002"));
    BOOST_TEST(std::ranges::equal(part, std::span(whole).first(size)), size);
  }
}

BOOST_AUTO_TEST_SUITE_END()
