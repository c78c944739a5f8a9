#include "line.h"
#include "lists.h"
#include "scoped_link.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fmt/core.h>
#include <memory>
#include <sysexits.h>
#include <system_error>

namespace {

using namespace simulator;
using namespace std::chrono_literals;

Bytes read_capture(const std::string& path) {
  const bool is_standard_input = path == "-";
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(
      is_standard_input ? stdin : std::fopen(path.c_str(), "rb"), &std::fclose);
  Bytes bytes;
  while (file) {
    Bytes block(1 << 16);
    block.resize(std::fread(block.data(), 1, block.size(), file.get()));
    if (block.empty())
      break;
    bytes.insert(bytes.end(), block.begin(), block.end());
  }
  if (!file || std::ferror(file.get()) != 0)
    throw std::system_error(errno, std::generic_category(), path);
  return bytes;
}

void wait_until_read(const PseudoTerminal& terminal, const StopSignal& stop) {
  constexpr int looks = 3;
  for (int drained = 0; drained < looks; drained = terminal.is_drained() ? drained + 1 : 0)
    stop.sleep_until(std::chrono::steady_clock::now() + 20ms);
}

void run(const Options& options) {
  const Bytes capture = options.play ? read_capture(*options.play) : Bytes();
  const StopSignal stop;
  PseudoTerminal terminal;
  std::optional<ScopedLink> link;
  if (options.link)
    link.emplace(terminal.slave_path(), *options.link);
  fmt::print("{}\n", terminal.slave_path());
  std::fflush(stdout);

  PacedLine paced(terminal, stop, options.speed);
  HurriedLine hurried(terminal, stop);
  const Send send = [&](std::span<const std::uint8_t> bytes, Duration start) {
    options.hurry ? hurried.send(bytes) : paced.send(bytes, start);
  };
  if (options.play)
    send(capture, Duration(0));
  else
    send_lists(options, send);
  wait_until_read(terminal, stop);
}

} // namespace

int main(int argc, char** argv) {
  try {
    const std::optional<Options> options = parse_options(argc, argv);
    if (!options) {
      fmt::print("{}", usage());
      return EXIT_SUCCESS;
    }
    run(*options);
  } catch (const Stopped&) {
    return EXIT_SUCCESS;
  } catch (const UsageError& error) {
    fmt::print(stderr, "kaifa-simulator: {}\n", error.what());
    return EX_USAGE;
  } catch (const std::exception& error) {
    fmt::print(stderr, "kaifa-simulator: {}\n", error.what());
    return EXIT_FAILURE;
  }
}
