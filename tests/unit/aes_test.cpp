// The cipher that the simulated meter and the second decoder use.
#include "simulator/aes.h"

#include "support/hex.h"

#include <boost/test/unit_test.hpp>

using support::aes_key_from_hex;
using support::from_hex;

BOOST_AUTO_TEST_SUITE(aes)

BOOST_AUTO_TEST_CASE(counter_mode_as_in_nist_sp_800_38a_f_5_1) {
  const auto plaintext = from_hex("6bc1bee22e409f96e93d7e117393172a"
                                  "ae2d8a571e03ac9c9eb76fac45af8e51"
                                  "30c81c46a35ce411e5fbc1191a0a52ef"
                                  "f69f2445df4f9b17ad2b417be66c3710");
  const auto enciphered =
      simulator::aes_ctr(plaintext, aes_key_from_hex("2b7e151628aed2a6abf7158809cf4f3c"),
                         aes_key_from_hex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"));
  BOOST_TEST(enciphered == from_hex("874d6191b620e3261bef6864990db6ce"
                                    "9806f66b7970fdff8617187bb9fffdff"
                                    "5ae4df3edbd5d35e5b4f09020db03eab"
                                    "1e031dda2fbe03d1792170a0f3009cee"),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
