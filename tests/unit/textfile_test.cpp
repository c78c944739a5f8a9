#include "host/textfile.h"

#include "failure.h"
#include "support/ordinary_user.h"
#include "support/requirement.h"
#include "support/temporary_directory.h"

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <thread>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

using kaifa::TextFile;
using support::TemporaryDirectory;
using Names = std::vector<std::string>;

mode_t mode_of(const std::string& path) {
  struct stat status {};
  BOOST_REQUIRE(stat(path.c_str(), &status) == 0);
  return status.st_mode & 07777;
}

void replace(const TextFile& file, const std::string& text) {
  const kaifa::Waiting waiting;
  const std::vector<kaifa::NewText> texts = {{file, text}};
  kaifa::replace(texts, waiting);
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

BOOST_AUTO_TEST_CASE(what_a_killed_run_has_left_is_removed) {
  const TemporaryDirectory directory;
  support::write_file(directory / ".kaifa-exporter.tmp", "half a te");
  replace(TextFile(directory / "kaifa.prom"), "text\n");
  BOOST_TEST(directory.names() == Names{"kaifa.prom"});
}

BOOST_AUTO_TEST_CASE(a_link_in_place_of_the_temporary_file_is_not_followed) {
  const TemporaryDirectory directory;
  support::write_file(directory / "other", "other\n");
  std::filesystem::create_symlink(directory / "other", directory / ".kaifa-exporter.tmp");
  replace(TextFile(directory / "kaifa.prom"), "text\n");
  BOOST_TEST(support::read_file(directory / "other") == "other\n");
  BOOST_TEST(support::read_file(directory / "kaifa.prom") == "text\n");
}

BOOST_AUTO_TEST_CASE(a_link_is_replaced_and_its_target_left_alone) {
  const TemporaryDirectory directory;
  support::write_file(directory / "target", "target\n");
  std::filesystem::create_symlink(directory / "target", directory / "kaifa.prom");
  replace(TextFile(directory / "kaifa.prom"), "text\n");
  BOOST_TEST(!std::filesystem::is_symlink(directory / "kaifa.prom"));
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
             "cannot write to " + (directory / "file") + ": Not a directory");
}

BOOST_AUTO_TEST_CASE(a_directory_of_others_is_refused_at_once) {
  const TemporaryDirectory directory;
  BOOST_REQUIRE(chmod(directory.path().c_str(), 0555) == 0);
  const support::OrdinaryUser user;
  BOOST_TEST(error_of(directory / "kaifa.prom") ==
             "cannot write to " + directory.path() +
                 ": Permission denied; run as a user who may, or print with --stdout");
}

BOOST_AUTO_TEST_CASE(a_file_of_another_user_in_a_sticky_directory_is_refused_at_once,
                     *support::prefers("root", [] { return geteuid() == 0; })) {
  const TemporaryDirectory directory;
  const std::string path = directory / "kaifa.prom";
  support::write_file(path, "of root\n");
  BOOST_REQUIRE(chmod(directory.path().c_str(), 01777) == 0);
  const support::OrdinaryUser user;
  BOOST_TEST(error_of(path) == "cannot write " + path + ": " + path +
                                   " belongs to another user, and only that user may replace it "
                                   "there (sticky bit); name another directory");
}

BOOST_AUTO_TEST_CASE(a_directory_or_fifo_in_place_of_the_file_is_refused_at_once) {
  const TemporaryDirectory directory;
  std::filesystem::create_directory(directory / "kaifa.prom");
  BOOST_TEST(error_of(directory / "kaifa.prom") ==
             "cannot write " + (directory / "kaifa.prom") +
                 ": it is there and not a regular file; name another file, or print with --stdout");
  BOOST_REQUIRE(mkfifo((directory / "fifo").c_str(), 0600) == 0);
  BOOST_TEST(error_of(directory / "fifo").ends_with("name another file, or print with --stdout"));
}

BOOST_AUTO_TEST_CASE(a_link_to_what_is_no_file_is_refused_at_once) {
  const TemporaryDirectory directory;
  const std::string link = directory / "kaifa.prom";
  for (const std::string target : {"/dev/null", "/"}) {
    std::filesystem::create_symlink(target, link);
    BOOST_TEST(
        error_of(link) ==
        "cannot write " + link +
            ": it is there and not a regular file; name another file, or print with --stdout");
    std::filesystem::remove(link);
  }
  std::filesystem::create_symlink("/nonexistent", link);
  BOOST_TEST(error_of(link) == "none");
}

BOOST_AUTO_TEST_CASE(a_name_in_dev_is_refused_at_once) {
  for (const std::string path : {"/dev/null", "/dev/stdout", "/dev/kaifa.prom"})
    BOOST_TEST(error_of(path) == "cannot write " + path + ": it is a device; print with --stdout");
}

BOOST_AUTO_TEST_CASE(a_directory_in_place_of_the_temporary_file_is_refused_at_once) {
  const TemporaryDirectory directory;
  std::filesystem::create_directory(directory / ".kaifa-exporter.tmp");
  BOOST_TEST(error_of(directory / "kaifa.prom") == "cannot write " + (directory / "kaifa.prom") +
                                                       ": " + (directory / ".kaifa-exporter.tmp") +
                                                       " is a directory; remove it");
}

BOOST_AUTO_TEST_CASE(files_are_all_written_before_the_first_is_replaced) {
  const TemporaryDirectory directory;
  const TextFile first(directory / "first.prom");
  const TextFile second(directory / "second.prom");
  // Room for the first text only.
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  const rlimit limit = {10, before.rlim_max};
  const auto handler_before = std::signal(SIGXFSZ, SIG_IGN);
  const kaifa::Waiting waiting;
  const std::vector<kaifa::NewText> texts = {{first, "short\n"}, {second, "longer than that\n"}};
  setrlimit(RLIMIT_FSIZE, &limit);
  BOOST_CHECK_THROW(kaifa::replace(texts, waiting), kaifa::Failure);
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler_before);
  BOOST_TEST(directory.names() == Names());
  kaifa::replace(texts, waiting);
  BOOST_TEST(support::read_file(directory / "first.prom") == "short\n");
  BOOST_TEST(support::read_file(directory / "second.prom") == "longer than that\n");
}

BOOST_AUTO_TEST_CASE(a_lock_on_the_directory_holds_nobody_up) {
  const TemporaryDirectory directory;
  const kaifa::UniqueFd lock(open(directory.path().c_str(), O_RDONLY | O_CLOEXEC));
  BOOST_REQUIRE(flock(lock.get(), LOCK_EX | LOCK_NB) == 0);
  replace(TextFile(directory / "kaifa.prom"), "text\n");
  BOOST_TEST(directory.names() == Names{"kaifa.prom"});
}

BOOST_AUTO_TEST_CASE(the_turn_of_another_run_is_waited_for) {
  const TemporaryDirectory directory;
  const std::string temporary = directory / ".kaifa-exporter.tmp";
  support::write_file(temporary, "of another run\n");
  kaifa::UniqueFd other(open(temporary.c_str(), O_RDONLY | O_CLOEXEC));
  BOOST_REQUIRE(flock(other.get(), LOCK_EX | LOCK_NB) == 0);
  std::thread other_run([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    std::filesystem::rename(temporary, directory / "other.prom");
    other = kaifa::UniqueFd();
  });
  replace(TextFile(directory / "kaifa.prom"), "text\n");
  other_run.join();
  BOOST_TEST(support::read_file(directory / "other.prom") == "of another run\n");
  BOOST_TEST(support::read_file(directory / "kaifa.prom") == "text\n");
}

BOOST_AUTO_TEST_CASE(a_path_that_ends_in_a_slash_is_refused_at_once) {
  const TemporaryDirectory directory;
  BOOST_TEST(error_of(directory.path() + "/") != "none");
}

BOOST_AUTO_TEST_CASE(a_name_too_long_is_refused_at_once) {
  const TemporaryDirectory directory;
  BOOST_TEST(error_of(directory / std::string(255, 'a')) == "none");
  BOOST_TEST(error_of(directory / std::string(256, 'a')) != "none");
}

BOOST_AUTO_TEST_CASE(a_failure_leaves_the_old_file_and_no_temporary_one) {
  const TemporaryDirectory directory;
  const std::string path = directory / "kaifa.prom";
  const TextFile file(path);
  // Only now does a directory stand in the way of the rename.
  std::filesystem::create_directory(path);
  BOOST_CHECK_EXCEPTION(replace(file, "text\n"), kaifa::Failure, [&](const std::exception& error) {
    return error.what() == "cannot write " + path + ": rename: Is a directory";
  });
  BOOST_TEST(directory.names() == Names{"kaifa.prom"});
}

BOOST_AUTO_TEST_CASE(a_file_without_a_directory_is_one_of_the_current_directory) {
  const TemporaryDirectory directory;
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(directory.path());
  replace(TextFile("kaifa.prom"), "text\n");
  std::filesystem::current_path(before);
  BOOST_TEST(directory.names() == Names{"kaifa.prom"});
}

BOOST_AUTO_TEST_CASE(all_is_written_where_the_kernel_takes_parts) {
  std::array<int, 2> ends{};
  BOOST_REQUIRE(pipe2(ends.data(), O_CLOEXEC) == 0);
  const kaifa::UniqueFd reader(ends[0]);
  const kaifa::UniqueFd writer(ends[1]);
  BOOST_TEST(kaifa::write_all(writer.get(), "text"));
  BOOST_TEST(kaifa::write_all(writer.get(), ""));
  std::array<char, 16> read_back{};
  BOOST_TEST(read(reader.get(), read_back.data(), read_back.size()) == 4);
}

BOOST_AUTO_TEST_CASE(a_full_disk_is_a_failure) {
  const kaifa::UniqueFd full(open("/dev/full", O_WRONLY | O_CLOEXEC));
  BOOST_REQUIRE(bool(full));
  BOOST_TEST(!kaifa::write_all(full.get(), "text"));
  BOOST_TEST(errno == ENOSPC);
}

BOOST_AUTO_TEST_SUITE_END()
