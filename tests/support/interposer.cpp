#include "interposer.h"

#include "formatted.h"
#include "programs.h"
#include "temporary_directory.h"

#include <sstream>
#include <stdexcept>

namespace support {
namespace {

Command interposed(Command command, const std::map<std::string, std::string>& request) {
  command.environment["LD_PRELOAD"] = program_in("KAIFA_INTERPOSER");
  // Otherwise the sanitizer insists that its library comes first.
  command.environment["ASAN_OPTIONS"] = "verify_asan_link_order=0";
  for (const auto& [name, value] : request)
    command.environment["INTERPOSER_" + name] = value;
  return command;
}

Command at_call(Command command, std::size_t number, const std::string& action) {
  return interposed(std::move(command), {{"AT", std::to_string(number)}, {"ACTION", action}});
}

} // namespace

std::vector<std::string> calls_of(const Command& command, int status) {
  const TemporaryDirectory directory;
  const std::string log = directory / "log";
  const Outcome outcome = run(interposed(command, {{"LOG", log}}));
  if (outcome.status != status)
    throw std::runtime_error(kaifa::formatted("a run that is only watched ends with status {}: {}",
                                              outcome.status, outcome.err));
  std::istringstream lines(read_file(log));
  std::vector<std::string> calls;
  for (std::string name; std::getline(lines, name);)
    calls.push_back(name);
  return calls;
}

std::size_t number_of(const std::vector<std::string>& calls, const std::string& name, int nth) {
  for (std::size_t i = 0; i < calls.size(); ++i)
    if (calls[i] == name && --nth == 0)
      return i + 1;
  throw std::runtime_error(kaifa::formatted("too few calls of {}", name));
}

Command with_failing_call(Command command, std::size_t number, int error) {
  return at_call(std::move(command), number, std::to_string(error));
}

Command with_failing_nth(Command command, const std::string& name, std::size_t nth, int error) {
  command.environment["INTERPOSER_OF"] = name;
  return at_call(std::move(command), nth, std::to_string(error));
}

Command with_failing_first(Command command, const std::string& name, int error) {
  return with_failing_nth(std::move(command), name, 1, error);
}

Command stopped_at_first(Command command, const std::string& name) {
  command.environment["INTERPOSER_OF"] = name;
  return at_call(std::move(command), 1, "stop");
}

Command with_short_write(Command command, std::size_t number) {
  return at_call(std::move(command), number, "short");
}

Command stopped_at_call(Command command, std::size_t number) {
  return at_call(std::move(command), number, "stop");
}

Command killed_at_call(Command command, std::size_t number) {
  return at_call(std::move(command), number, "kill");
}

Command interrupted_all_the_time(Command command) {
  return interposed(std::move(command), {{"ALARMS", "1"}});
}

Command with_slow_names(Command command, std::chrono::microseconds delay) {
  return interposed(std::move(command), {{"DELAY", std::to_string(delay.count())}});
}

Command without_nameless_files(Command command) {
  return interposed(std::move(command), {{"NO_TMPFILE", "1"}});
}

Command with_jumping_clock(Command command) {
  return interposed(std::move(command), {{"CLOCK", "1"}});
}

} // namespace support
