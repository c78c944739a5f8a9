#include "host/key_file.h"

#include "failure.h"
#include "support/key_folder.h"
#include "support/requirement.h"

#include <boost/test/unit_test.hpp>
#include <fcntl.h>
#include <grp.h>
#include <sys/prctl.h>
#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <thread>
#include <vector>

namespace {

using support::KeyFolder;

const std::string digits = "000102030405060708090a0b0c0d0eff";

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

/// The error; empty if the key was read correctly.
std::string error_of(const std::string& path,
                     std::chrono::milliseconds time = std::chrono::minutes(1)) {
  try {
    BOOST_TEST(static_cast<int>(read_key(path, time).bytes()[15]) == 0xff);
  } catch (const kaifa::Failure& error) {
    BOOST_TEST((error.cause == kaifa::Cause::key_file));
    return error.what();
  }
  return "";
}

/// While this exists, root may do only what an ordinary user may.
class AsNobody {
public:
  AsNobody() {
    const int count = getgroups(0, nullptr);
    groups_.resize(static_cast<std::size_t>(count));
    BOOST_REQUIRE(getgroups(count, groups_.data()) == count);
    BOOST_REQUIRE((setgroups(0, nullptr) == 0 && setegid(65534) == 0 && seteuid(65534) == 0));
  }
  ~AsNobody() {
    BOOST_TEST((seteuid(0) == 0 && setegid(0) == 0));
    BOOST_TEST(setgroups(groups_.size(), groups_.data()) == 0);
  }
  AsNobody(const AsNobody&) = delete;
  AsNobody& operator=(const AsNobody&) = delete;

private:
  std::vector<gid_t> groups_;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(key_file, DumpableAfterwards)

// Root can read a file of any mode.
BOOST_AUTO_TEST_CASE(a_key_is_refused_if_others_may_read_or_write_it_and_in_no_other_mode) {
  for (mode_t mode = 0; mode < 01000; ++mode) {
    if (geteuid() != 0 && !(mode & S_IRUSR))
      continue;
    const KeyFolder file(digits + "\n", mode);
    BOOST_TEST(error_of(file.path()) == (mode & 06 ? "the key file " + file.path() +
                                                         " is open to every user of this host; "
                                                         "try: chmod o= " +
                                                         file.path()
                                                   : ""));
  }
}

BOOST_AUTO_TEST_CASE(the_suggested_command_works_in_a_shell) {
  const support::TemporaryDirectory directory;
  const std::string path = directory / "it's my key";
  support::write_file(path, digits);
  BOOST_REQUIRE(chmod(path.c_str(), 0644) == 0);
  const std::string error = error_of(path);
  const std::string command = error.substr(error.find("chmod"));
  BOOST_TEST(std::system(command.c_str()) == 0);
  BOOST_TEST(error_of(path) == "");
}

BOOST_AUTO_TEST_CASE(what_is_open_to_all_and_holds_no_key_is_reported_without_a_command) {
  BOOST_TEST(error_of("/etc") == "cannot read the key file /etc: Is a directory; name a file");
  BOOST_TEST(error_of("/") == "cannot read the key file /: Is a directory; name a file");
  BOOST_TEST(error_of(".") == "cannot read the key file .: Is a directory; name a file");
  for (const std::string device : {"/dev/null", "/dev/zero", "/dev/tty", "/dev/full"})
    BOOST_TEST(error_of(device) == "the key file " + device +
                                       " is a device; name a file that holds the key, or a pipe");
  BOOST_TEST(error_of("/proc/cpuinfo") ==
             "the key file /proc/cpuinfo holds no key: it is longer than 1024 bytes");
  const KeyFolder file("secret", 0644);
  BOOST_TEST(error_of(file.path()).starts_with("the key file " + file.path() + " holds no key: "));
}

BOOST_AUTO_TEST_CASE(a_file_has_at_most_1024_bytes) {
  const std::string padding(1024 - digits.size(), '\n');
  BOOST_TEST(error_of(KeyFolder(padding + digits).path()) == "");
  const KeyFolder longer(padding + digits + "\n");
  BOOST_TEST(error_of(longer.path()) ==
             "the key file " + longer.path() + " holds no key: it is longer than 1024 bytes");
}

BOOST_AUTO_TEST_CASE(a_missing_file_is_reported_with_its_path) {
  BOOST_TEST(error_of("/no/such/key") ==
             "cannot read the key file /no/such/key: No such file or directory; write the key to "
             "it, or name another file");
  BOOST_TEST(
      error_of("/no/such\n/key") ==
      "cannot read the key file /no/such\\n/key: No such file or directory; write the key to "
      "it, or name another file");
  BOOST_TEST(error_of("-") == "cannot read the key file -: No such file or directory; standard "
                              "input is named /dev/stdin");
}

BOOST_AUTO_TEST_CASE(a_key_in_place_of_its_file_is_not_shown) {
  for (const std::string& key : {digits, digits.substr(1), digits.substr(0, 16),
                                 std::string("QZ4W8JXK7V9Y3BTM"), std::string("/no/such/dir/key")})
    BOOST_TEST(error_of(key) == "cannot read the key file [not shown: it looks like a key, which "
                                "belongs in a file named with --key-file]: No such file or "
                                "directory");
  BOOST_TEST(
      error_of("QZ4W8JXK7V9Y3BT") ==
      "cannot read the key file QZ4W8JXK7V9Y3BT: No such file or directory; write the key to "
      "it, or name another file");
}

BOOST_AUTO_TEST_CASE(a_file_that_the_user_may_not_read_is_reported_with_the_command_that_helps,
                     *support::needs("root", [] { return geteuid() == 0; })) {
  const auto error_with = [](mode_t mode, gid_t group, std::size_t size) {
    const KeyFolder file(std::string(size, '0'), mode, 0);
    BOOST_REQUIRE(chown(file.path().c_str(), 0, group) == 0);
    const AsNobody nobody;
    std::string error = error_of(file.path());
    const std::string start = "cannot read the key file " + file.path() + ": Permission denied";
    BOOST_REQUIRE(error.starts_with(start));
    error.erase(0, start.size());
    for (auto at = error.find(file.path()); at != std::string::npos; at = error.find(file.path()))
      error.replace(at, file.path().size(), "FILE");
    return error;
  };
  const std::string command = "; to let the package's user read it: sudo chgrp kaifa-exporter FILE "
                              "&& sudo chmod 640 FILE";
  const std::string group =
      "; its group may read it: if that is kaifa-exporter, run with 'sudo -u kaifa-exporter'";
  BOOST_TEST(error_with(0600, 0, 32) == command);
  BOOST_TEST(error_with(0640, 0, 32) == command);
  BOOST_TEST(error_with(0600, 12345, 32) == command);
  BOOST_TEST(error_with(0640, 12345, 32) == group);
  BOOST_TEST(error_with(0600, 0, 256) == command);
  // It may be /etc/shadow.
  BOOST_TEST(error_with(0600, 0, 257) ==
             "; 'namei -l FILE' shows who may use each part of this path");
}

BOOST_AUTO_TEST_CASE(a_key_may_come_through_a_pipe_in_pieces) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{31}, digits.size()}) {
    const Fifo fifo;
    std::thread writer([&] {
      std::ofstream pipe(fifo.path());
      pipe << digits.substr(0, size) << std::flush;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      pipe << digits.substr(size);
    });
    BOOST_TEST(error_of(fifo.path()) == "");
    writer.join();
  }
}

BOOST_AUTO_TEST_CASE(a_pipe_that_does_not_end_is_not_waited_for_beyond_the_deadline) {
  const Fifo fifo;
  const std::string error = "the key file " + fifo.path() +
                            " cannot be read: it had not ended by the deadline; does the program "
                            "that writes to it run?";
  BOOST_TEST(error_of(fifo.path(), std::chrono::milliseconds(10)) == error);
  const kaifa::UniqueFd silent(open(fifo.path().c_str(), O_RDWR));
  BOOST_TEST(error_of(fifo.path(), std::chrono::milliseconds(10)) == error);
  BOOST_REQUIRE(write(silent.get(), digits.data(), digits.size()) == 32);
  BOOST_TEST(error_of(fifo.path(), std::chrono::milliseconds(10)) == error);
}

BOOST_AUTO_TEST_CASE(a_process_with_a_key_leaves_no_core_dump) {
  const KeyFolder file(digits, 0600);
  BOOST_TEST(prctl(PR_GET_DUMPABLE) == 1);
  (void)read_key(file.path());
  BOOST_TEST(prctl(PR_GET_DUMPABLE) == 0);
}

BOOST_AUTO_TEST_SUITE_END()
