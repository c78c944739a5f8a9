#include "host/key_file.h"

#include "failure.h"
#include "support/key_folder.h"

#include <boost/test/unit_test.hpp>
#include <sys/prctl.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <thread>

namespace {

using support::KeyFolder;

const std::string digits = "000102030405060708090a0b0c0d0eff";

bool is_key(std::string_view text) {
  const auto key = kaifa::parse_key(text);
  return key && key->bytes()[0] == 0x00 && key->bytes()[1] == 0x01 && key->bytes()[14] == 0x0e &&
         key->bytes()[15] == 0xff;
}

std::string no_key_in(const std::string& path) {
  return "the key file " + path +
         " holds no key: 32 hexadecimal digits expected, blanks, commas, colons and 0x between "
         "them allowed";
}

/// Afterwards the process may leave a core dump again.
class DumpableAfterwards {
public:
  DumpableAfterwards() = default;
  ~DumpableAfterwards() { prctl(PR_SET_DUMPABLE, 1); }
  DumpableAfterwards(const DumpableAfterwards&) = delete;
  DumpableAfterwards& operator=(const DumpableAfterwards&) = delete;
};

/// A FIFO in a directory of its own.
class Fifo {
public:
  Fifo() { BOOST_REQUIRE(mkfifo(path().c_str(), 0600) == 0); }
  [[nodiscard]] std::string path() const { return directory_ / "key"; }

private:
  support::TemporaryDirectory directory_;
};

kaifa::ciphering::Key read_key(const std::string& path,
                               std::chrono::milliseconds time = std::chrono::minutes(1)) {
  const kaifa::Waiting waiting;
  return kaifa::read_key_file(path, waiting, std::chrono::steady_clock::now() + time);
}

std::string error_of(const std::string& path,
                     std::chrono::milliseconds time = std::chrono::minutes(1)) {
  try {
    (void)read_key(path, time);
  } catch (const kaifa::Failure& error) {
    BOOST_TEST((error.status() == kaifa::ExitStatus::config));
    return error.what();
  }
  return "";
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(key_file, DumpableAfterwards)

BOOST_AUTO_TEST_CASE(a_key_is_written_in_many_ways) {
  BOOST_TEST(is_key(digits));
  BOOST_TEST(is_key("000102030405060708090A0B0C0D0EFF"));
  BOOST_TEST(is_key("00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e ff\n"));
  BOOST_TEST(is_key("00:01:02:03:04:05:06:07:08:09:0A:0b:0C:0d:0E:fF"));
  BOOST_TEST(is_key("0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07,\r\n"
                    "0x08,\t0x09, 0x0A, 0X0B, 0x0C, 0x0D, 0x0E, 0xFF,\r\n"));
  BOOST_TEST(is_key("0x" + digits));
  BOOST_TEST(is_key("\n\n  00010203 04050607 08090a0b 0c0d0eff  \n"));
}

BOOST_AUTO_TEST_CASE(anything_else_is_no_key) {
  for (const std::string& text :
       {std::string(), std::string("\n"), digits.substr(1), digits + "0", "x" + digits,
        digits + "x", digits + ".", std::string("0x"), "-" + digits, "key = " + digits,
        std::string(32, 'g'), digits + std::string(1, '\0')})
    BOOST_TEST(!kaifa::parse_key(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(a_file_of_its_owner_and_group_is_read) {
  for (const mode_t mode : {0400U, 0600U, 0640U, 0660U}) {
    const KeyFolder file(digits + "\n", mode);
    BOOST_TEST(static_cast<int>(read_key(file.path()).bytes()[15]) == 0xff);
  }
}

BOOST_AUTO_TEST_CASE(a_file_of_every_user_is_refused_with_the_command_that_mends_it) {
  for (const mode_t mode : {0644U, 0604U, 0602U, 0666U}) {
    const KeyFolder file(digits, mode);
    BOOST_TEST(error_of(file.path()) == "every user of this host has access to the key file " +
                                            file.path() + "; try: chmod o= " + file.path());
  }
}

BOOST_AUTO_TEST_CASE(a_missing_file_is_told) {
  BOOST_TEST(error_of("/no/such/key") ==
             "cannot read the key file /no/such/key: No such file or directory");
  BOOST_TEST(error_of("/etc").starts_with("every user"));
}

BOOST_AUTO_TEST_CASE(a_directory_is_told) {
  const support::TemporaryDirectory directory;
  BOOST_REQUIRE(chmod(directory.path().c_str(), 0700) == 0);
  BOOST_TEST(error_of(directory.path()) ==
             "cannot read the key file " + directory.path() + ": Is a directory");
}

BOOST_AUTO_TEST_CASE(a_key_may_come_through_a_pipe) {
  const Fifo fifo;
  std::thread writer([&] { std::ofstream(fifo.path()) << digits << std::flush; });
  BOOST_TEST(static_cast<int>(read_key(fifo.path()).bytes()[15]) == 0xff);
  writer.join();
}

BOOST_AUTO_TEST_CASE(a_pipe_that_brings_no_key_is_not_waited_for_beyond_the_deadline) {
  const Fifo fifo;
  BOOST_TEST(error_of(fifo.path(), std::chrono::milliseconds(10)) == no_key_in(fifo.path()));
}

BOOST_AUTO_TEST_CASE(what_holds_no_key_is_told_without_its_content) {
  for (const std::string& content : {std::string(), digits.substr(1), digits + "00",
                                     std::string("secret"), std::string(5000, '0')}) {
    const KeyFolder file(content, 0600);
    BOOST_TEST(error_of(file.path()) == no_key_in(file.path()));
  }
}

BOOST_AUTO_TEST_CASE(a_process_with_a_key_leaves_no_core_dump) {
  const KeyFolder file(digits, 0600);
  BOOST_TEST(prctl(PR_GET_DUMPABLE) == 1);
  (void)read_key(file.path());
  BOOST_TEST(prctl(PR_GET_DUMPABLE) == 0);
}

BOOST_AUTO_TEST_SUITE_END()
