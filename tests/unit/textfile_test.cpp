#include "host/textfile.h"

#include "failure.h"
#include "host/path_remedy.h"
#include "shown.h"
#include "support/file_attribute.h"
#include "support/ordinary_user.h"
#include "support/pipe.h"
#include "support/requirement.h"
#include "support/temporary_directory.h"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <filesystem>

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

using kaifa::TextFile;
using support::TemporaryDirectory;
namespace data = boost::unit_test::data;
using Names = std::vector<std::string>;

mode_t mode_of(const std::string& path) {
  struct stat status {};
  BOOST_REQUIRE(stat(path.c_str(), &status) == 0);
  return status.st_mode & 07777;
}

void replace(const TextFile& file, const std::string& text) {
  const std::vector<kaifa::NewText> texts = {{file, text}};
  kaifa::replace(texts);
}

void write_old_file(const std::string& path, std::time_t age_s) {
  support::write_file(path, "half a te");
  const timespec time = {std::time(nullptr) - age_s, 0};
  const std::array<timespec, 2> times = {time, time};
  BOOST_REQUIRE(utimensat(AT_FDCWD, path.c_str(), times.data(), 0) == 0);
}

std::string error_of(const std::string& path) {
  try {
    const TextFile file(path);
  } catch (const kaifa::Failure& error) {
    BOOST_TEST((error.status() == kaifa::ExitStatus::cannot_create));
    return error.what();
  }
  return "none";
}

} // namespace

BOOST_AUTO_TEST_SUITE(textfile)

BOOST_AUTO_TEST_CASE(a_file_is_created_whole_and_alone) {
  const TemporaryDirectory directory;
  const std::string path = directory / "kaifa.prom";
  const std::string text(100'000, 'x');
  replace(TextFile(path), text);
  BOOST_TEST(support::read_file(path) == text);
  BOOST_TEST(directory.names() == Names{"kaifa.prom"});
}

BOOST_AUTO_TEST_CASE(a_file_is_replaced_by_another_one) {
  const TemporaryDirectory directory;
  const std::string path = directory / "kaifa.prom";
  support::write_file(path, "a longer text of the run before\n");
  const kaifa::UniqueFd reader(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  replace(TextFile(path), "new\n");
  BOOST_TEST(support::read_file(path) == "new\n");
  std::array<char, 64> old{};
  BOOST_TEST(read(reader.get(), old.data(), old.size()) == 32);
}

BOOST_AUTO_TEST_CASE(nothing_is_touched_before_there_is_a_text) {
  const TemporaryDirectory directory;
  const std::string path = directory / "kaifa.prom";
  const TextFile file(path);
  BOOST_TEST(directory.names().empty());
}

BOOST_AUTO_TEST_CASE(the_mode_is_0644_whatever_the_umask) {
  for (const mode_t mask : {0000U, 0022U, 0077U, 0777U}) {
    const TemporaryDirectory directory;
    const mode_t before = umask(mask);
    replace(TextFile(directory / "kaifa.prom"), "text\n");
    umask(before);
    BOOST_TEST(mode_of(directory / "kaifa.prom") == 0644U, mask);
  }
}

BOOST_DATA_TEST_CASE(what_a_killed_run_left_is_removed_once_it_is_older_than_ten_minutes,
                     data::make({".kaifa-exporter.tmp", ".kaifa-exporter.1234-5678.tmp"}), name) {
  // Give or take a minute, for the seconds that this test may need.
  for (const auto& [age_s, is_removed] : std::vector<std::pair<std::time_t, bool>>{
           {0, false}, {540, false}, {601, true}, {660, true}, {86400, true}, {-86400, false}}) {
    const TemporaryDirectory directory;
    write_old_file(directory / name, age_s);
    replace(TextFile(directory / "kaifa.prom"), "text\n");
    BOOST_TEST(directory.names() == (is_removed ? Names{"kaifa.prom"} : Names{name, "kaifa.prom"}),
               age_s << " s old");
  }
}

BOOST_AUTO_TEST_CASE(whatever_is_not_a_temporary_file_of_a_run_is_left_alone) {
  const TemporaryDirectory directory;
  const std::vector<std::string> others = {".kaifa-exporter",
                                           ".kaifa-exporter.prom",
                                           ".kaifa-exporter.tmp.gz",
                                           ".kaifa.tmp",
                                           "kaifa-exporter.tmp",
                                           "a.kaifa-exporter.1-2.tmp",
                                           "other.prom",
                                           "other.tmp"};
  for (const std::string& name : others)
    write_old_file(directory / name, 86400);
  std::filesystem::create_directory(directory / ".kaifa-exporter.1.tmp");
  std::filesystem::create_symlink(directory / "other.prom", directory / ".kaifa-exporter.2.tmp");
  BOOST_REQUIRE(mkfifo((directory / ".kaifa-exporter.3.tmp").c_str(), 0600) == 0);
  const Names before = directory.names();
  replace(TextFile(directory / "kaifa.prom"), "text\n");
  std::filesystem::remove(directory / "kaifa.prom");
  BOOST_TEST(directory.names() == before, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_temporary_file_that_cannot_be_removed_holds_nobody_up,
                     *support::prefers("root", [] { return geteuid() == 0; })) {
  const TemporaryDirectory directory;
  write_old_file(directory / ".kaifa-exporter.tmp", 86400);
  BOOST_REQUIRE(chmod(directory.path().c_str(), 01777) == 0);
  const support::OrdinaryUser user;
  replace(TextFile(directory / "kaifa.prom"), "text\n");
  BOOST_TEST(directory.names() == (Names{".kaifa-exporter.tmp", "kaifa.prom"}));
}

BOOST_AUTO_TEST_CASE(
    a_link_to_a_file_to_nothing_or_to_itself_is_replaced_and_its_target_left_alone) {
  const TemporaryDirectory directory;
  const std::string link = directory / "kaifa.prom";
  support::write_file(directory / "target", "target\n");
  for (const std::string& target : {directory / "target", std::string("/nonexistent"), link}) {
    std::filesystem::create_symlink(target, link);
    BOOST_TEST(error_of(link) == "none", target);
    replace(TextFile(link), "text\n");
    BOOST_TEST(!std::filesystem::is_symlink(link));
    BOOST_TEST(support::read_file(link) == "text\n");
    std::filesystem::remove(link);
  }
  BOOST_TEST(support::read_file(directory / "target") == "target\n");
}

BOOST_AUTO_TEST_CASE(a_missing_directory_is_refused_at_once) {
  const TemporaryDirectory directory;
  const std::string missing = directory / "missing";
  BOOST_TEST(error_of(missing + "/kaifa.prom") ==
             "cannot write to " + missing +
                 ": No such file or directory; create it, or name another directory");
}

BOOST_AUTO_TEST_CASE(a_file_in_place_of_the_directory_is_refused_at_once) {
  const TemporaryDirectory directory;
  support::write_file(directory / "file", "");
  BOOST_TEST(error_of(directory / "file/kaifa.prom") ==
             "cannot write to " + (directory / "file") + ": Not a directory" +
                 kaifa::path_remedy(directory / "file", ENOTDIR));
}

BOOST_AUTO_TEST_CASE(a_directory_of_others_is_refused_at_once) {
  const TemporaryDirectory directory;
  for (mode_t mode = 0; mode < 7; ++mode) {
    BOOST_REQUIRE(chmod(directory.path().c_str(), mode << 6 | mode) == 0);
    const support::OrdinaryUser user;
    BOOST_TEST(error_of(directory / "kaifa.prom") ==
                   "cannot write to " + directory.path() +
                       ": Permission denied; run as a user who may ('namei -l " + directory.path() +
                       "' shows who), or print with --stdout",
               mode);
  }
}

BOOST_AUTO_TEST_CASE(only_the_sticky_directory_of_another_user_keeps_the_file_of_another_user,
                     *support::needs("root", [] { return geteuid() == 0; })) {
  constexpr uid_t nobody = 65534;
  constexpr uid_t root = 0;
  for (const mode_t mode : {0777U, 01777U})
    for (const uid_t owner : {root, nobody})
      for (const uid_t owner_of_directory : {root, nobody}) {
        const TemporaryDirectory directory;
        const std::string path = directory / "kaifa.prom";
        support::write_file(path, "old\n");
        BOOST_REQUIRE(chown(path.c_str(), owner, 0) == 0);
        BOOST_REQUIRE(chown(directory.path().c_str(), owner_of_directory, 0) == 0);
        BOOST_REQUIRE(chmod(directory.path().c_str(), mode) == 0);
        const auto check = [&](bool is_kept) {
          BOOST_TEST(error_of(path) ==
                     (is_kept ? "cannot write " + path +
                                    ": it belongs to another user, and only that user may replace "
                                    "it there (sticky bit); name another directory"
                              : "none"));
          if (!is_kept)
            replace(TextFile(path), "new\n");
        };
        {
          const support::OrdinaryUser user;
          check(mode == 01777U && owner == root && owner_of_directory == root);
        }
        check(false);
      }
}

BOOST_AUTO_TEST_CASE(a_directory_or_fifo_in_place_of_the_file_is_refused_at_once) {
  const TemporaryDirectory directory;
  std::filesystem::create_directory(directory / "kaifa.prom");
  BOOST_TEST(
      error_of(directory / "kaifa.prom") ==
      "cannot write " + (directory / "kaifa.prom") +
          ": it exists and is not a regular file; name another file, or print with --stdout");
  BOOST_REQUIRE(mkfifo((directory / "fifo").c_str(), 0600) == 0);
  BOOST_TEST(error_of(directory / "fifo").ends_with("name another file, or print with --stdout"));
}

BOOST_AUTO_TEST_CASE(a_link_to_anything_but_a_file_is_refused_at_once) {
  const TemporaryDirectory directory;
  const std::string link = directory / "kaifa.prom";
  for (const std::string target : {"/dev/null", "/"}) {
    std::filesystem::create_symlink(target, link);
    BOOST_TEST(
        error_of(link) ==
        "cannot write " + link +
            ": it exists and is not a regular file; name another file, or print with --stdout");
    std::filesystem::remove(link);
  }
}

BOOST_AUTO_TEST_CASE(a_name_in_dev_is_refused_at_once) {
  for (const std::string path : {"/dev/null", "/dev/stdout", "/dev/kaifa.prom"})
    BOOST_TEST(error_of(path) == "cannot write " + path + ": it is a device; print with --stdout");
}

BOOST_AUTO_TEST_CASE(a_file_or_directory_that_even_root_may_not_change_is_refused_at_once,
                     *support::needs_immutable_files()) {
  const TemporaryDirectory directory;
  const std::string path = directory / "kaifa.prom";
  support::write_file(path, "old\n");
  for (const int attribute : {FS_IMMUTABLE_FL, FS_APPEND_FL})
    for (const std::string& what : {path, directory.path()}) {
      const support::FileAttribute set(what, attribute);
      BOOST_TEST(error_of(path) == "cannot write " + path + ": " + what +
                                       " is immutable or append-only, which 'sudo chattr -ia " +
                                       what + "' undoes");
    }
  BOOST_TEST(error_of(path) == "none");
}

BOOST_AUTO_TEST_CASE(files_are_all_written_before_the_first_is_replaced) {
  const TemporaryDirectory directory;
  const TextFile first(directory / "first.prom");
  const TextFile second(directory / "second.prom");
  // There is room for the first text only.
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  const rlimit limit = {10, before.rlim_max};
  const auto handler_before = std::signal(SIGXFSZ, SIG_IGN);
  const std::vector<kaifa::NewText> texts = {{first, "short\n"}, {second, "longer than that\n"}};
  setrlimit(RLIMIT_FSIZE, &limit);
  BOOST_CHECK_THROW(kaifa::replace(texts), kaifa::Failure);
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler_before);
  BOOST_TEST(directory.names() == Names());
  kaifa::replace(texts);
  BOOST_TEST(support::read_file(directory / "first.prom") == "short\n");
  BOOST_TEST(support::read_file(directory / "second.prom") == "longer than that\n");
}

BOOST_AUTO_TEST_CASE(a_lock_holds_nobody_up) {
  const TemporaryDirectory directory;
  const std::string temporary = directory / ".kaifa-exporter.tmp";
  write_old_file(temporary, 86400);
  std::vector<kaifa::UniqueFd> locks;
  for (const std::string& path : {directory.path(), temporary}) {
    locks.emplace_back(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    BOOST_REQUIRE(flock(locks.back().get(), LOCK_EX | LOCK_NB) == 0);
  }
  replace(TextFile(directory / "kaifa.prom"), "text\n");
  BOOST_TEST(directory.names() == Names{"kaifa.prom"});
}

BOOST_AUTO_TEST_CASE(a_path_that_ends_in_a_slash_is_refused_at_once) {
  const TemporaryDirectory directory;
  BOOST_TEST(
      error_of(directory.path() + "/") ==
      "cannot write " + directory.path() +
          "/: it exists and is not a regular file; name another file, or print with --stdout");
}

BOOST_AUTO_TEST_CASE(a_name_too_long_is_refused_at_once) {
  const TemporaryDirectory directory;
  BOOST_TEST(error_of(directory / std::string(255, 'a')) == "none");
  const std::string path = directory / std::string(256, 'a');
  BOOST_TEST(error_of(path) == "cannot write " + kaifa::shown_path(path) +
                                   ": File name too long; name a shorter path");
}

BOOST_AUTO_TEST_CASE(a_failure_leaves_the_old_file_and_no_temporary_one) {
  const TemporaryDirectory directory;
  const std::string path = directory / "kaifa.prom";
  const TextFile file(path);
  // Only now is there a directory in the way of the rename.
  std::filesystem::create_directory(path);
  BOOST_CHECK_EXCEPTION(replace(file, "text\n"), kaifa::Failure, [&](const std::exception& error) {
    return error.what() == "cannot write " + path + ": rename: Is a directory; name a file";
  });
  BOOST_TEST(directory.names() == Names{"kaifa.prom"});
}

BOOST_AUTO_TEST_CASE(the_content_is_at_most_64_kib_of_a_file_and_never_that_of_a_link_or_fifo) {
  const TemporaryDirectory directory;
  const std::string path = directory / "kaifa.prom";
  const TextFile file(path);
  BOOST_TEST(file.content() == "");
  for (const std::size_t size : {0U, 1U, 65536U, 65537U}) {
    support::write_file(path, std::string(size, 'x'));
    BOOST_TEST((file.content() == std::string(std::min<std::size_t>(size, 65536), 'x')), size);
  }
  std::filesystem::rename(path, directory / "target");
  std::filesystem::create_symlink(directory / "target", path);
  BOOST_TEST(file.content() == "");
  std::filesystem::remove(path);
  BOOST_REQUIRE(mkfifo(path.c_str(), 0600) == 0);
  BOOST_TEST(file.content() == "");
}

BOOST_AUTO_TEST_CASE(a_file_without_a_directory_is_one_of_the_current_directory) {
  const TemporaryDirectory directory;
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(directory.path());
  replace(TextFile("kaifa.prom"), "text\n");
  std::filesystem::current_path(before);
  BOOST_TEST(directory.names() == Names{"kaifa.prom"});
}

BOOST_AUTO_TEST_CASE(everything_is_written_if_the_kernel_takes_parts) {
  const support::Pipe pipe;
  BOOST_TEST(kaifa::write_all(pipe.writer.get(), "text"));
  BOOST_TEST(kaifa::write_all(pipe.writer.get(), ""));
  std::array<char, 16> read_back{};
  BOOST_TEST(read(pipe.reader.get(), read_back.data(), read_back.size()) == 4);
}

BOOST_AUTO_TEST_CASE(a_full_disk_is_a_failure) {
  const kaifa::UniqueFd full(open("/dev/full", O_WRONLY | O_CLOEXEC));
  BOOST_REQUIRE(bool(full));
  BOOST_TEST(!kaifa::write_all(full.get(), "text"));
  BOOST_TEST(errno == ENOSPC);
}

BOOST_AUTO_TEST_SUITE_END()
