#include "host/recording.h"

#include "failure.h"
#include "host/path_remedy.h"
#include "support/temporary_directory.h"

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <csignal>
#include <filesystem>

#include <sys/resource.h>
#include <sys/stat.h>

namespace {

using kaifa::Recording;
using support::TemporaryDirectory;
using Bytes = std::vector<std::uint8_t>;

} // namespace

BOOST_AUTO_TEST_SUITE(recording)

BOOST_AUTO_TEST_CASE(every_byte_is_in_the_file_as_soon_as_it_is_written) {
  const TemporaryDirectory directory;
  Recording recording(directory / "run");
  BOOST_TEST(support::read_file(directory / "run") == "");
  recording.write(Bytes{0x7e, 0x00, 0x0d, 0x0a});
  BOOST_TEST(support::read_file(directory / "run") == std::string("\x7e\0\r\n", 4));
  recording.write(Bytes{0xff});
  BOOST_TEST(support::read_file(directory / "run") == std::string("\x7e\0\r\n\xff", 5));
}

BOOST_AUTO_TEST_CASE(a_file_without_bytes_is_removed_with_the_run) {
  const TemporaryDirectory directory;
  for (const Bytes& bytes : {Bytes(), Bytes{0}}) {
    {
      Recording recording(directory / "run");
      recording.write(bytes);
      BOOST_TEST(directory.names() == std::vector<std::string>{"run"});
    }
    BOOST_TEST(std::filesystem::exists(directory / "run") == !bytes.empty());
  }
}

BOOST_AUTO_TEST_CASE(a_file_that_has_taken_its_place_is_left_alone) {
  const TemporaryDirectory directory;
  {
    const Recording recording(directory / "run");
    std::filesystem::rename(directory / "run", directory / "moved");
    support::write_file(directory / "run", "");
    BOOST_TEST(recording.is_at(directory / "moved"));
    BOOST_TEST(!recording.is_at(directory / "run"));
    BOOST_TEST(!recording.is_at(directory / "missing"));
  }
  BOOST_TEST(directory.names() == (std::vector<std::string>{"moved", "run"}));
}

BOOST_AUTO_TEST_CASE(the_mode_is_0666_minus_the_umask) {
  for (const mode_t mask : {0000U, 0002U, 0022U, 0077U}) {
    const TemporaryDirectory directory;
    const mode_t before = umask(mask);
    const Recording recording(directory / "run");
    umask(before);
    struct stat status {};
    BOOST_REQUIRE(stat((directory / "run").c_str(), &status) == 0);
    BOOST_TEST((status.st_mode & 07777) == (0666U & ~mask));
  }
}

BOOST_AUTO_TEST_CASE(an_existing_file_is_left_alone) {
  const TemporaryDirectory directory;
  support::write_file(directory / "run", "another run");
  BOOST_CHECK_EXCEPTION(
      Recording(directory / "run"), kaifa::Failure, [&](const kaifa::Failure& error) {
        return error.status() == kaifa::ExitStatus::cannot_create &&
               error.what() == "cannot record to " + (directory / "run") +
                                   ": File exists; name a new file, or remove this one";
      });
  BOOST_TEST(support::read_file(directory / "run") == "another run");
}

BOOST_AUTO_TEST_CASE(only_a_regular_file_is_to_be_removed) {
  const TemporaryDirectory directory;
  for (const std::string& path : {directory.path(), std::string("/dev/null"), std::string("/")})
    BOOST_CHECK_EXCEPTION(Recording{path}, kaifa::Failure, [&](const kaifa::Failure& error) {
      return error.what() == "cannot record to " + path + ": File exists; name a new file";
    });
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_created_is_a_failure) {
  BOOST_CHECK_EXCEPTION(Recording("/nonexistent/run"), kaifa::Failure, [](const auto& error) {
    return error.status() == kaifa::ExitStatus::cannot_create &&
           error.what() == std::string("cannot record to /nonexistent/run: No such file or "
                                       "directory; create the directory, or name another file");
  });
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_grow_is_a_failure) {
  const TemporaryDirectory directory;
  Recording recording(directory / "run");
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  const rlimit limit = {2, before.rlim_max};
  const auto handler_before = std::signal(SIGXFSZ, SIG_IGN);
  setrlimit(RLIMIT_FSIZE, &limit);
  BOOST_CHECK_EXCEPTION(recording.write(Bytes{1, 2, 3}), kaifa::Failure, [&](const auto& error) {
    return error.status() == kaifa::ExitStatus::cannot_create &&
           error.what() == "cannot record to " + (directory / "run") + ": File too large" +
                               kaifa::output_remedy(directory.path(), EFBIG);
  });
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler_before);
}

BOOST_AUTO_TEST_SUITE_END()
