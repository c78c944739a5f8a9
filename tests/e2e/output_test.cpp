#include "formatted.h"
#include "support/failure.h"
#include "support/file_attribute.h"
#include "support/frames.h"
#include "support/terminal.h"
#include "support/workplace.h"

#include <boost/test/unit_test.hpp>
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sysexits.h>

namespace {

using namespace support;

/// Nothing ever arrives at this port, so a run that fails at once has not waited.
void check_fails_before_the_wait(std::vector<std::string> arguments, const std::string& message,
                                 const std::function<void()>& before_exec = {}) {
  const Terminal port;
  arguments.insert(arguments.end(), {"--device", port.path(), "--timeout", "24h"});
  Command command = exporter(arguments);
  command.before_exec = before_exec;
  check_ended(run(command), EX_CANTCREAT, message);
}

/// A file system of two pages in memory, if the user may mount one.
class SmallDisk {
public:
  SmallDisk()
      : mounted_(mount("tmpfs", directory_.path().c_str(), "tmpfs", 0, "size=8k,mode=755") == 0) {}
  ~SmallDisk() {
    if (mounted_)
      umount(directory_.path().c_str());
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  [[nodiscard]] bool is_there() const { return mounted_; }
  [[nodiscard]] std::string path() const { return directory_.path(); }
  [[nodiscard]] std::string operator/(const std::string& name) const { return directory_ / name; }
  [[nodiscard]] std::vector<std::string> names() const { return directory_.names(); }

  void make_read_only() const {
    BOOST_REQUIRE(mount("", path().c_str(), "", MS_REMOUNT | MS_RDONLY, "") == 0);
  }

private:
  TemporaryDirectory directory_;
  bool mounted_;
};

auto needs_mount() {
  return needs("the right to mount a tmpfs", [] { return SmallDisk().is_there(); });
}

} // namespace

BOOST_AUTO_TEST_SUITE(output_errors)

BOOST_AUTO_TEST_CASE(a_missing_directory_is_found_before_the_wait) {
  check_fails_before_the_wait({"--textfile-dir", "/nonexistent/dir"},
                              "cannot write to /nonexistent/dir: No such file or directory");
}

BOOST_AUTO_TEST_CASE(a_target_that_is_not_a_file_is_found_before_the_wait) {
  const TemporaryDirectory directory;
  BOOST_REQUIRE(mkdir((directory / "dir").c_str(), 0755) == 0);
  BOOST_REQUIRE(mkfifo((directory / "fifo").c_str(), 0644) == 0);
  for (const std::string name : {"dir", "fifo"})
    check_fails_before_the_wait({"--output", directory / name},
                                kaifa::formatted("cannot write {}: it exists", directory / name));
  BOOST_TEST(directory.names() == (std::vector<std::string>{"dir", "fifo"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_energy_file_that_is_a_directory_is_found_before_the_wait) {
  const TemporaryDirectory directory;
  const std::string energy = directory / "kaifa_energy.prom";
  BOOST_REQUIRE(mkdir(energy.c_str(), 0755) == 0);
  check_fails_before_the_wait({"--textfile-dir", directory.path()},
                              kaifa::formatted("cannot write {}: it exists", energy));
  BOOST_TEST(directory.names() ==
                 (std::vector<std::string>{"kaifa_energy.prom", "kaifa_failure.prom"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_closed_standard_output_is_found_before_the_wait) {
  check_fails_before_the_wait({"--stdout"}, "cannot write to standard output: it is closed",
                              [] { close(STDOUT_FILENO); });
}

BOOST_AUTO_TEST_CASE(a_closed_standard_output_is_found_before_the_wait_even_beside_files) {
  const EarlierFiles files;
  check_fails_before_the_wait({"--stdout", "--textfile-dir", files.directory()},
                              "cannot write to standard output: it is closed",
                              [] { close(STDOUT_FILENO); });
  files.check_untouched_beside("kaifa_failure.prom");
}

BOOST_AUTO_TEST_CASE(a_full_standard_output_is_found_by_help_and_version) {
  for (const std::string option : {"--help", "--version"}) {
    Command command = exporter({option});
    command.before_exec = [] { dup2(open("/dev/full", O_WRONLY), STDOUT_FILENO); };
    check_ended(run(command), EX_CANTCREAT,
                "cannot write to standard output: No space left on device");
  }
}

BOOST_AUTO_TEST_CASE(a_disk_with_room_for_one_file_leaves_both_old, *needs_mount()) {
  const SmallDisk disk;
  for (const std::string& name : both_files)
    write_file(disk / name, "");
  write_file(disk / "filler", std::string(4096, 'x'));
  const Command command = exporter({"--device", "-", "--textfile-dir", disk.path(), "--list", "3"},
                                   to_string(frame(3)));
  check_ended(
      run(command), EX_CANTCREAT,
      kaifa::formatted("cannot write {}: write: No space left on device", disk / "kaifa.prom"));
  for (const std::string& name : both_files)
    BOOST_TEST(read_file(disk / name) == "");
  BOOST_TEST(disk.names() == (std::vector<std::string>{"filler", "kaifa.prom", "kaifa_energy.prom",
                                                       "kaifa_energy_failure.prom"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_full_disk_leaves_the_old_file_whole, *needs_mount()) {
  const SmallDisk disk;
  write_file(disk / "filler", std::string(4096, 'x'));
  write_file(disk / "kaifa.prom", "# of an earlier run\n");
  const Command command =
      exporter({"--device", "-", "--textfile-dir", disk.path()}, to_string(frame(2)));
  check_ended(
      run(command), EX_CANTCREAT,
      kaifa::formatted("cannot write {}: write: No space left on device", disk / "kaifa.prom"));
  BOOST_TEST(read_file(disk / "kaifa.prom") == "# of an earlier run\n");
  BOOST_TEST(disk.names() == (std::vector<std::string>{"filler", "kaifa.prom"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_read_only_disk_is_found_before_the_wait, *needs_mount()) {
  const SmallDisk disk;
  disk.make_read_only();
  check_fails_before_the_wait(
      {"--textfile-dir", disk.path()},
      kaifa::formatted(
          "cannot write to {0}: Read-only file system; the file system is read-only, as "
          "'findmnt -T {0}' shows, or a service of systemd needs ReadWritePaths={0}",
          disk.path()));
}

BOOST_AUTO_TEST_CASE(a_disk_that_becomes_read_only_in_the_wait_leaves_the_old_file_whole,
                     *needs_mount()) {
  const SmallDisk disk;
  write_file(disk / "kaifa.prom", "# of an earlier run\n");
  const Terminal port;
  Process program(exporter({"--device", port.path(), "--textfile-dir", disk.path()}));
  port.wait_for_raw_reader();
  disk.make_read_only();
  port.write(frame(2));
  check_ended(program.wait(), EX_CANTCREAT,
              kaifa::formatted("cannot write {}: create a temporary file: Read-only file system",
                               disk / "kaifa.prom"));
  BOOST_TEST(read_file(disk / "kaifa.prom") == "# of an earlier run\n");
}

/// Version 1.1.0 waited for the lock of such a file, and failed if it could not remove the file.
BOOST_AUTO_TEST_CASE(whatever_has_the_name_of_a_temporary_file_stops_nobody,
                     *needs_immutable_files()) {
  const Workplace workplace;
  const std::string temporary = workplace.path_of(".kaifa-exporter.tmp");
  const auto check_run = [&] {
    workplace.check_run("3");
    for (const std::string& file : both_files)
      BOOST_TEST(workplace.state_of(file) == "new");
    BOOST_TEST(workplace.temporary_files() == std::vector<std::string>{".kaifa-exporter.tmp"});
    workplace.restore();
  };
  write_file(temporary, "of another run\n");
  {
    const kaifa::UniqueFd lock(open(temporary.c_str(), O_RDONLY | O_CLOEXEC));
    BOOST_REQUIRE(flock(lock.get(), LOCK_EX) == 0);
    check_run();
  }
  write_file(temporary, "half a te");
  workplace.make_temporary_files_old();
  {
    const FileAttribute immutable(temporary, FS_IMMUTABLE_FL);
    workplace.check_run("3");
    BOOST_TEST(workplace.temporary_files() == std::vector<std::string>{".kaifa-exporter.tmp"});
  }
  workplace.restore();
  BOOST_REQUIRE(mkdir(temporary.c_str(), 0755) == 0);
  check_run();
}

BOOST_AUTO_TEST_SUITE_END()
