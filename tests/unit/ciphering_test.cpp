#include "wire/ciphering.h"

#include "simulator/push.h"
#include "support/hex.h"

#include <boost/test/unit_test.hpp>
#include <nettle/aes.h>
#include <nettle/ctr.h>
#include <pthread.h>

#include <algorithm>
#include <array>
#include <memory>
#include <new>

namespace {

using kaifa::ciphering::Key;
using simulator::Bytes;
using support::from_hex;

Key key_of(const Bytes& bytes) {
  return Key(std::span(bytes).first<Key::size>());
}

Bytes deciphered(const kaifa::ciphering::Message& message, const Key& key) {
  Bytes plaintext(message.ciphertext.size());
  kaifa::ciphering::decipher(message, key, plaintext);
  return plaintext;
}

/// For the examples of the paper that defined GCM, whose counter begins in the same way.
Bytes deciphered(const char* key, const Bytes& initialization_vector, const Bytes& ciphertext) {
  const kaifa::Bytes vector = initialization_vector;
  return deciphered({.system_title = vector.first(8),
                     .frame_counter = vector.subspan(8),
                     .ciphertext = ciphertext},
                    key_of(from_hex(key)));
}

const Bytes plaintext = {0x0f, 0x80, 0x00, 0x00, 0x01, 0x00, 0x02, 0x00};

Bytes apdu() {
  return simulator::general_glo_ciphering(
      plaintext, {.key = {1, 2, 3}, .security_control = 0x21, .frame_counter = 0x01020304});
}

/// The error as "offset: message"; "" if there is none.
std::string error_of(const Bytes& bytes, std::size_t offset = 0) {
  kaifa::Cursor cursor(bytes, offset);
  (void)kaifa::ciphering::take_message(cursor);
  const auto& error = cursor.error();
  return error ? std::to_string(error->offset) + ": " + error->message() : "";
}

kaifa::Reason reason_of(const Bytes& bytes) {
  kaifa::Cursor cursor(bytes);
  (void)kaifa::ciphering::take_message(cursor);
  BOOST_REQUIRE(cursor.failed());
  return cursor.error()->reason;
}

Bytes changed(std::size_t position, std::uint8_t value) {
  Bytes bytes = apdu();
  bytes[position] = value;
  return bytes;
}

} // namespace

BOOST_AUTO_TEST_SUITE(ciphering)

// NIST SP 800-38A (2001), F.5.1, CTR-AES128.Encrypt
BOOST_AUTO_TEST_CASE(the_library_gives_the_known_answer_of_counter_mode) {
  const Bytes key = from_hex("2b7e151628aed2a6abf7158809cf4f3c");
  Bytes counter = from_hex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");
  const Bytes input = from_hex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
                               "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710");
  aes128_ctx context;
  aes128_set_encrypt_key(&context, key.data());
  Bytes output(input.size());
  const auto encrypt = [](const void* schedule, std::size_t size, std::uint8_t* to,
                          const std::uint8_t* from) {
    aes128_encrypt(static_cast<const aes128_ctx*>(schedule), size, to, from);
  };
  ctr_crypt(&context, encrypt, counter.size(), counter.data(), input.size(), output.data(),
            input.data());
  BOOST_TEST(output == from_hex("874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff"
                                "5ae4df3edbd5d35e5b4f09020db03eab1e031dda2fbe03d1792170a0f3009cee"),
             boost::test_tools::per_element());
}

// D. McGrew and J. Viega, The Galois/Counter Mode of Operation (2005), appendix B, test case 2
BOOST_AUTO_TEST_CASE(a_block_under_the_zero_key_gives_the_known_answer) {
  BOOST_TEST(deciphered("00000000000000000000000000000000", Bytes(12, 0),
                        from_hex("0388dace60b6a392f328c2b971b2fe78")) == Bytes(16, 0),
             boost::test_tools::per_element());
}

// the same, test case 4: its last block is cut short
BOOST_AUTO_TEST_CASE(several_blocks_give_the_known_answer) {
  BOOST_TEST(deciphered("feffe9928665731c6d6a8f9467308308", from_hex("cafebabefacedbaddecaf888"),
                        from_hex("42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
                                 "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091")) ==
                 from_hex("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                          "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_message_is_taken_apart) {
  const Bytes bytes = apdu();
  kaifa::Cursor cursor(bytes);
  const auto message = kaifa::ciphering::take_message(cursor);
  BOOST_TEST(!cursor.failed());
  BOOST_TEST(cursor.remaining() == 0U);
  BOOST_TEST(message.system_title == (Bytes{'K', 'F', 'M', 0x67, 0x50, 0x00, 0x00, 0x01}),
             boost::test_tools::per_element());
  BOOST_TEST(message.frame_counter == (Bytes{1, 2, 3, 4}), boost::test_tools::per_element());
  BOOST_TEST(deciphered(message, key_of(Bytes{1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0})) ==
                 plaintext,
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(no_round_key_remains_on_the_stack) {
  constexpr std::size_t page = 4096;
  alignas(page) static std::array<std::uint8_t, 64 * page> stack{};
  static const Bytes digits = {7, 1, 5, 2, 9, 4, 3, 8, 6, 0, 11, 15, 12, 14, 10, 13};
  pthread_attr_t attributes;
  BOOST_REQUIRE(pthread_attr_init(&attributes) == 0);
  BOOST_REQUIRE(pthread_attr_setstack(&attributes, stack.data(), stack.size()) == 0);
  pthread_t thread{};
  const auto decipher = [](void*) -> void* {
    static const Key key = key_of(digits);
    (void)deciphered({.system_title = kaifa::Bytes(digits).first(8),
                      .frame_counter = kaifa::Bytes(digits).first(4),
                      .ciphertext = digits},
                     key);
    return nullptr;
  };
  BOOST_REQUIRE(pthread_create(&thread, &attributes, decipher, nullptr) == 0);
  BOOST_REQUIRE(pthread_join(thread, nullptr) == 0);
  pthread_attr_destroy(&attributes);

  aes128_ctx schedule;
  aes128_set_encrypt_key(&schedule, digits.data());
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(schedule.keys);
  for (std::size_t begin = 0; begin < sizeof schedule.keys; begin += AES_BLOCK_SIZE)
    BOOST_TEST((std::search(stack.begin(), stack.end(), bytes + begin,
                            bytes + begin + AES_BLOCK_SIZE) == stack.end()),
               begin);
}

BOOST_AUTO_TEST_CASE(the_length_has_one_two_or_three_bytes) {
  for (const std::size_t size : {0U, 1U, 122U, 123U, 250U, 251U, 4000U}) {
    const Bytes bytes = simulator::general_glo_ciphering(Bytes(size, 0x55), {});
    kaifa::Cursor cursor(bytes);
    BOOST_TEST(kaifa::ciphering::take_message(cursor).ciphertext.size() == size);
    BOOST_TEST(!cursor.failed(), size);
  }
}

BOOST_AUTO_TEST_CASE(every_truncation_is_an_error) {
  const Bytes bytes = apdu();
  for (std::size_t size = 0; size < bytes.size(); ++size)
    BOOST_TEST(error_of(Bytes(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size))) !=
                   "",
               size);
}

BOOST_AUTO_TEST_CASE(an_error_says_where_and_what) {
  BOOST_TEST(error_of(Bytes(), 9) == "9: 1 more byte expected, 0 left");
  BOOST_TEST(error_of(changed(0, 0xdc), 9) == "9: no general-glo-ciphering: db expected, dc found");
  BOOST_TEST(error_of(changed(1, 7), 9) == "10: system title of 7 bytes, 8 expected");
  BOOST_TEST(error_of(changed(10, 12), 9) == "19: length 12, but 13 bytes follow");
  BOOST_TEST(error_of(changed(10, 14), 9) == "19: length 14, but 13 bytes follow");
  BOOST_TEST(error_of(changed(10, 0x83), 9) == "19: length in an unknown form 0x83");
}

BOOST_AUTO_TEST_CASE(the_system_title_is_kaifas) {
  BOOST_TEST(error_of(simulator::general_glo_ciphering(
                 plaintext, {.system_title = {'S', 'A', 'G', 5, 0, 0xa1, 0, 1}})) ==
             "1: ciphered by another maker's meter, system title SAG 05 00 a1 00 01");
  for (const std::size_t position : {2U, 3U, 4U})
    BOOST_TEST((reason_of(changed(position, 'X')) == kaifa::Reason::other_maker));
  BOOST_TEST(error_of(changed(5, 'X')) == "");
}

BOOST_AUTO_TEST_CASE(a_message_is_encrypted_and_not_authenticated) {
  constexpr std::size_t position = 11;
  for (unsigned control = 0; control < 0x100; ++control)
    BOOST_TEST(error_of(changed(position, static_cast<std::uint8_t>(control))).empty() ==
                   (control >> 4 == 2),
               control);
  BOOST_TEST(error_of(changed(position, 0x31)) ==
             "11: security control 31: authenticated, which needs a second key");
  BOOST_TEST((reason_of(changed(position, 0x31)) == kaifa::Reason::authenticated));
  BOOST_TEST(error_of(changed(position, 0x00)) ==
             "11: security control 20 to 2f expected, 00 found");
  BOOST_TEST((reason_of(changed(position, 0xa0)) == kaifa::Reason::apdu));
}

BOOST_AUTO_TEST_CASE(a_key_clears_its_memory) {
  alignas(Key) std::array<std::uint8_t, sizeof(Key)> memory;
  memory.fill(0xaa);
  const Bytes bytes(Key::size, 0x55);
  const Key* key = new (memory.data()) Key(std::span(bytes).first<Key::size>());
  BOOST_TEST(std::ranges::count(memory, 0x55) == 16);
  std::destroy_at(key);
  // The compiler must not see that the bytes read here were destroyed.
  const volatile std::uint8_t* left = memory.data();
  for (std::size_t i = 0; i < memory.size(); ++i)
    BOOST_TEST(static_cast<int>(left[i]) == 0);
}

BOOST_AUTO_TEST_SUITE_END()
