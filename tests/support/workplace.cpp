#include "workplace.h"

#include "formatted.h"
#include "host/unique_fd.h"
#include "support/frames.h"

#include <boost/test/unit_test.hpp>
#include <fcntl.h>
#include <sys/stat.h>
#include <sysexits.h>

#include <array>
#include <ctime>
#include <filesystem>

using namespace support;

namespace {

constexpr std::string_view old_content = "# of an earlier run\n";

std::string difference(const Samples& samples, const std::string& file) {
  const Samples said = said_in(frame(3));
  const bool is_energy = file == "kaifa_energy.prom";
  const Samples expected = is_energy ? energy_part(said) : reading_part(said);
  if (to_text(said_by_meter(samples)) != to_text(expected))
    return "it does not say what the meter said";
  // The reasons are in the order of their checks; this one is the last line of the file.
  if (!is_energy && !samples.contains("kaifa_read_rejected_frames{reason=\"list\"}"))
    return "it ends too early";
  return "";
}

} // namespace

Workplace::Workplace() {
  write_file(input_ / "capture", to_string(frame(2)) + to_string(frame(3)));
  restore();
}

Command Workplace::run_for(const std::string& list) const {
  return run_at(input_ / "capture", list);
}

Command Workplace::run_at(const std::string& device, const std::string& list) const {
  return exporter({"--device", device, "--textfile-dir", directory(), "--list", list});
}

void Workplace::check_run(const std::string& list) const {
  const Outcome outcome = run(run_for(list));
  BOOST_TEST(outcome.err == "");
  BOOST_TEST(outcome.status == EX_OK);
}

void Workplace::restore() const {
  for (const std::string& name : output_.names())
    std::filesystem::remove(path_of(name));
  for (const std::string& name : both_files) {
    write_file(path_of(name), old_content);
    BOOST_REQUIRE(chmod(path_of(name).c_str(), 0640) == 0);
  }
}

std::string Workplace::state_of(const std::string& file) const {
  // One descriptor for mode and content, since the file may lose its name meanwhile.
  const kaifa::UniqueFd fd(open(path_of(file).c_str(), O_RDONLY | O_CLOEXEC));
  struct stat status {};
  if (!fd || fstat(fd.get(), &status) != 0)
    return "missing";
  const std::string content = read_file(kaifa::formatted("/proc/self/fd/{}", fd.get()));
  if (content == old_content)
    return "old";
  if ((status.st_mode & 07777) != 0644)
    return kaifa::formatted("mode {:o}", status.st_mode & 07777);
  if (!content.ends_with('\n'))
    return "torn";
  const std::string wrong = difference(parse_samples(content), file);
  return wrong.empty() ? "new" : wrong;
}

void Workplace::check_whole() const {
  for (const std::string& file : both_files) {
    const std::string state = state_of(file);
    BOOST_TEST_REQUIRE((state == "old" || state == "new"), file << " is " << state);
  }
}

std::vector<std::string> Workplace::temporary_files() const {
  std::vector<std::string> names = output_.names();
  std::erase_if(names, [](const std::string& name) { return name.ends_with(".prom"); });
  return names;
}

void Workplace::make_temporary_files_old() const {
  const timespec time = {std::time(nullptr) - 11 * 60, 0};
  const std::array<timespec, 2> times = {time, time};
  for (const std::string& name : temporary_files())
    BOOST_REQUIRE(utimensat(AT_FDCWD, path_of(name).c_str(), times.data(), 0) == 0);
}
