#include "programs.h"

#include "formatted.h"
#include "simulator/lists.h"

#include <grp.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

namespace support {
namespace {

Command simulator_command(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), program_in("KAIFA_SIMULATOR"));
  return {.arguments = std::move(arguments)};
}

} // namespace

std::string program_in(const char* variable) {
  const char* path = std::getenv(variable);
  if (!path)
    throw std::runtime_error(kaifa::formatted("{} is not set; 'make check' sets it", variable));
  return path;
}

Command exporter(std::vector<std::string> arguments, const std::string& input) {
  if (std::ranges::none_of(arguments, [](const auto& a) { return a == "--config" || a == "-c"; }))
    arguments.insert(arguments.begin(), {"--config", "/dev/null"});
  arguments.insert(arguments.begin(), program_in("KAIFA_EXPORTER"));
  return {.arguments = std::move(arguments),
          .input = input,
          .environment = {{"TZ", "UTC"}, {"LC_ALL", "C"}}};
}

bool is_waiting(const Process& exporter) {
  return exporter.has_open("anon_inode:[signalfd]") && exporter.is_asleep();
}

Simulator::Simulator(const std::vector<std::string>& arguments)
    : process_(simulator_command(arguments)) {
  process_.wait_for_output("\n");
  port_ = process_.output().substr(0, process_.output().find('\n'));
}

simulator::Bytes bytes_of_simulator(std::vector<std::string> arguments, int frames) {
  arguments.insert(arguments.begin(), "kaifa-simulator");
  arguments.insert(arguments.end(), {"--frames", std::to_string(frames)});
  std::vector<const char*> words;
  for (const std::string& argument : arguments)
    words.push_back(argument.c_str());
  const auto options = simulator::parse_options(static_cast<int>(words.size()), words.data());
  simulator::Bytes bytes;
  simulator::send_lists(options.value(), [&bytes](std::span<const std::uint8_t> sent, auto) {
    bytes.insert(bytes.end(), sent.begin(), sent.end());
  });
  return bytes;
}

void become_ordinary_user() {
  constexpr uid_t nobody = 65534;
  if (geteuid() == 0 && (setgroups(0, nullptr) != 0 || setgid(nobody) != 0 || setuid(nobody) != 0))
    _exit(EXIT_FAILURE);
}

boost::unit_test::precondition needs_program(const std::string& name) {
  return needs(name, [name] { return has_program(name); });
}

} // namespace support
