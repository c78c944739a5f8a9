#include "host/named_file.h"

#include "support/deadlines.h"
#include "support/requirement.h"
#include "support/temporary_directory.h"
#include "support/terminal.h"

#include <boost/test/unit_test.hpp>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <thread>

namespace {

using kaifa::NamedFile;
using Kind = NamedFile::Kind;
using End = NamedFile::Read::End;

NamedFile::Read read(const NamedFile& file, std::span<char> space, kaifa::Deadline deadline) {
  const kaifa::Waiting waiting;
  return file.read(space, waiting, deadline);
}

} // namespace

BOOST_AUTO_TEST_SUITE(named_file)

BOOST_AUTO_TEST_CASE(what_a_path_leads_to_is_known_before_it_is_read) {
  const support::TemporaryDirectory directory;
  support::write_file(directory / "file", "");
  BOOST_REQUIRE(mkfifo((directory / "fifo").c_str(), 0600) == 0);
  BOOST_REQUIRE(symlink("/dev/null", (directory / "masked").c_str()) == 0);
  const support::Terminal terminal;
  struct Case {
    std::string path;
    Kind kind;
    int error;
  };
  for (const auto& [path, kind, error] : {Case{directory / "file", Kind::regular, 0},
                                          {directory / "fifo", Kind::pipe, 0},
                                          {directory.path(), Kind::directory, EISDIR},
                                          {"/dev/null", Kind::null_device, 0},
                                          {directory / "masked", Kind::null_device, 0},
                                          {"/dev/zero", Kind::device, 0},
                                          {terminal.path(), Kind::device, 0},
                                          {directory / "none", Kind::absent, ENOENT},
                                          {"", Kind::absent, ENOENT},
                                          {directory / "file/x", Kind::absent, ENOTDIR},
                                          {std::string(5000, 'x'), Kind::absent, ENAMETOOLONG}}) {
    const NamedFile file(path);
    BOOST_TEST((file.kind() == kind), path);
    BOOST_TEST(file.error() == error, path);
  }
}

BOOST_AUTO_TEST_CASE(a_file_is_read_up_to_its_end_or_the_end_of_the_space) {
  const support::TemporaryDirectory directory;
  const std::string path = directory / "file";
  for (const std::size_t size : {0U, 1U, 7U, 8U, 9U}) {
    support::write_file(path, std::string("123456789").substr(0, size));
    std::array<char, 8> space{};
    const auto result = read(NamedFile(path), space, in(std::chrono::seconds(-1)));
    BOOST_TEST((result.end == (size < 8 ? End::of_file : End::of_space)));
    BOOST_TEST(result.size == std::min<std::size_t>(size, 8));
    BOOST_TEST(std::string(space.data(), result.size) == std::string("12345678").substr(0, size));
  }
}

BOOST_AUTO_TEST_CASE(a_pipe_is_read_in_pieces_up_to_its_end_or_the_deadline) {
  const support::TemporaryDirectory directory;
  const std::string path = directory / "fifo";
  BOOST_REQUIRE(mkfifo(path.c_str(), 0600) == 0);
  std::array<char, 8> space{};
  const NamedFile file(path);
  BOOST_TEST((read(file, space, soon()).end == End::of_time)); // no writer
  kaifa::UniqueFd writer(open(path.c_str(), O_WRONLY | O_CLOEXEC));
  BOOST_TEST((read(file, space, soon()).end == End::of_time)); // a silent one
  BOOST_REQUIRE(write(writer.get(), "ab", 2) == 2);
  std::thread later_piece([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    BOOST_REQUIRE(write(writer.get(), "cd", 2) == 2);
    writer = kaifa::UniqueFd();
  });
  const auto result = read(file, space, later());
  later_piece.join();
  BOOST_TEST((result.end == End::of_file));
  BOOST_TEST(std::string(space.data(), result.size) == "abcd");
}

BOOST_AUTO_TEST_CASE(a_read_error_is_reported) {
  std::array<char, 8> space{};
  const auto result = read(NamedFile("/proc/self/mem"), space, later());
  BOOST_TEST((result.end == End::with_error));
  BOOST_TEST(result.why() == "Input/output error");
}

BOOST_AUTO_TEST_CASE(only_a_regular_file_begins_with_its_first_bytes) {
  const support::TemporaryDirectory directory;
  const std::string path = directory / "file";
  support::write_file(path, "TZif2");
  BOOST_TEST(NamedFile(path).starts_with("TZif"));
  BOOST_TEST(!NamedFile(path).starts_with("TZIF"));
  BOOST_TEST(!NamedFile(path).starts_with("TZif23"));
  for (const std::string& other : {directory.path(), directory / "none", std::string("/dev/null")})
    BOOST_TEST(!NamedFile(other).starts_with(""));
}

BOOST_AUTO_TEST_SUITE_END()
