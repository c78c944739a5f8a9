#include "host/path_remedy.h"

#include <boost/test/unit_test.hpp>

#include <cerrno>

BOOST_AUTO_TEST_SUITE(path_remedy)

BOOST_AUTO_TEST_CASE(each_error_that_a_user_can_end_has_a_remedy) {
  const auto remedy = [](int error) { return kaifa::path_remedy("/srv/my key", error); };
  BOOST_TEST(remedy(EACCES) ==
             "; 'namei -l '/srv/my key'' shows who may use each part of this path");
  BOOST_TEST(remedy(EIO) == "; the disk or the device fails: 'sudo dmesg' says more");
  BOOST_TEST(remedy(EISDIR) == "; name a file");
  BOOST_TEST(remedy(ELOOP) == "; a link in this path leads back to itself");
  BOOST_TEST(remedy(EMFILE) == "; the limit of open files is too low, see 'ulimit -n'");
  BOOST_TEST(remedy(ENFILE) == "; all programs together have too many files open, see "
                               "'cat /proc/sys/fs/file-nr' for their number and the limit");
  BOOST_TEST(remedy(ENAMETOOLONG) == "; name a shorter path");
  BOOST_TEST(remedy(ENOTDIR) ==
             "; 'namei -l '/srv/my key'' shows which part of this path is no directory");
  BOOST_TEST(remedy(ENXIO) == "; it is a socket, or a device that is absent");
  for (const int error : {0, ENOENT, ENOMEM})
    BOOST_TEST(remedy(error) == "");
  BOOST_TEST(kaifa::path_remedy("-", ENOENT) == "; standard input is named /dev/stdin");
}

BOOST_AUTO_TEST_CASE(a_path_without_a_directory_is_in_the_current_one) {
  BOOST_TEST(kaifa::directory_of("/srv/text/kaifa.prom") == "/srv/text");
  BOOST_TEST(kaifa::directory_of("/kaifa.prom") == "/");
  BOOST_TEST(kaifa::directory_of("text/kaifa.prom") == "text");
  BOOST_TEST(kaifa::directory_of("kaifa.prom") == ".");
}

BOOST_AUTO_TEST_CASE(what_is_written_also_needs_room_and_a_file_system_that_takes_it) {
  const auto remedy = [](int error) { return kaifa::output_remedy("/srv/text", error); };
  BOOST_TEST(remedy(ENOSPC) ==
             "; make room: 'df -h /srv/text' shows the space, 'df -i /srv/text' the files");
  BOOST_TEST(remedy(EDQUOT) == "; remove files there of this user, whose quota is full");
  BOOST_TEST(remedy(EFBIG) == "; the limit of a file's size is too low, see 'ulimit -f'");
  BOOST_TEST(remedy(EROFS) ==
             "; the file system is read-only, as 'findmnt -T /srv/text' shows, or a service of "
             "systemd needs ReadWritePaths=/srv/text");
  for (const int error : {EACCES, EIO, ELOOP, ENOTDIR, EMFILE})
    BOOST_TEST(remedy(error) == kaifa::path_remedy("/srv/text", error));
}

BOOST_AUTO_TEST_SUITE_END()
