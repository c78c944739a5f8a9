#include "austria.h"
#include "cadence.h"
#include "household.h"
#include "line.h"
#include "options.h"
#include "scoped_link.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fmt/core.h>
#include <functional>
#include <limits>
#include <memory>
#include <sysexits.h>
#include <system_error>

namespace {

using namespace simulator;
using namespace std::chrono_literals;

/// Sends bytes from a given time on, counted from the start of the meter's clock.
using Send = std::function<void(std::span<const std::uint8_t>, Duration)>;

Duration duration_of(const Bytes& bytes) {
  return byte_duration * static_cast<double>(bytes.size());
}

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

std::vector<Bytes> frames_in_slot(const Options& options, std::chrono::local_seconds slot,
                                  const Measurement& measurement, std::int64_t number) {
  if (!is_austrian(options.variant))
    return {list_frame(options.variant, list_in_slot(options.variant, slot), measurement,
                       to_local_time(slot))};
  const Ciphering ciphering{.key = options.key,
                            .frame_counter = static_cast<std::uint32_t>(number)};
  return austrian_push(options.variant, measurement, to_local_time(slot), ciphering);
}

void send_lists(const Options& options, const Send& send) {
  const std::chrono::local_seconds start = to_seconds(options.clock);
  const std::chrono::seconds slot_step = slot_length(options.variant);
  Household household(options.variant, options.meter_id, options.seed, start);
  Damage damage(options.damage, options.seed);

  const auto frames = options.frames.value_or(std::numeric_limits<std::int64_t>::max());
  auto slot = first_slot(options.variant, start);
  for (std::int64_t sent = 0; sent < frames; ++sent, slot += slot_step) {
    household.advance_to(slot);
    const auto list = frames_in_slot(options, slot, household.measurement(), sent);
    Duration begin = slot - start;
    for (const Bytes& whole : list) {
      const Duration next = &whole == &list.back()
                                ? Duration(slot + slot_step - start)
                                : begin + duration_of(whole) + Duration(gap_in_push);
      const Damage::Sent frame = damage.apply(whole);
      send(frame.bytes, frame.cut ? next - duration_of(frame.bytes) : begin);
      begin = next;
    }
  }
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
