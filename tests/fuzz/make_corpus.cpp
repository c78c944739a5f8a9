// Writes the seeds of the corpus: one folder for each target, below the folder that is named.

#include "simulator/austria.h"
#include "simulator/frame.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace {

using simulator::Bytes;

void write(const std::filesystem::path& path, const Bytes& bytes) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::binary);
  for (const std::uint8_t byte : bytes)
    file.put(static_cast<char>(byte));
}

void write(const std::filesystem::path& path, std::string_view text) {
  write(path, Bytes(text.begin(), text.end()));
}

/// Flag 1, format 2, destination 1, source 2, control 1, HCS 2; and FCS 2, flag 1.
Bytes information_of(const Bytes& frame) {
  constexpr std::ptrdiff_t header_size = 9;
  constexpr std::ptrdiff_t trailer_size = 3;
  return {frame.begin() + header_size, frame.end() - trailer_size};
}

/// LLC 3, 0f, invoke id 4, date-time 09 0c and 12 bytes.
Bytes body_of(const Bytes& information) {
  constexpr std::ptrdiff_t head_size = 22;
  return {information.begin() + head_size, information.end()};
}

simulator::Measurement measurement() {
  simulator::Measurement shown;
  shown.meter_id = "6970631400000001";
  shown.meter_type = "MA304H4";
  shown.active_power_import_w = 0x7e7d;
  shown.current_ma = {14, 1500, 26000};
  shown.voltage_dv = {2305, 2310, 2299};
  shown.active_energy_import_wh = 25'124'097;
  return shown;
}

} // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: make-corpus FOLDER\n", stderr);
    return 64;
  }
  const std::filesystem::path folder = argv[1];
  const simulator::LocalTime time{2023, 8, 15, 2, 21, 10, 10};
  Bytes stream;
  for (const auto& [name, variant] : simulator::all_variants)
    for (const int list : {1, 2, 3}) {
      if (simulator::is_swedish(variant) && list != 3)
        continue;
      const Bytes frame = simulator::list_frame(variant, list, measurement(), time);
      const std::string seed = std::string(name) + "-list-" + std::to_string(list);
      write(folder / "deframer" / seed, frame);
      for (const std::string_view target : {"apdu", "list", "pipeline"})
        write(folder / target / seed, information_of(frame));
      if (!simulator::is_swedish(variant))
        write(folder / "axdr" / seed, body_of(information_of(frame)));
      stream.insert(stream.end(), frame.begin(), frame.end() - 1); // one flag between two frames
    }
  write(folder / "deframer" / "all-with-shared-flags", stream);
  for (const auto& [name, variant] : simulator::austrian_variants) {
    write(folder / "push" / name, simulator::austrian_notification(variant, measurement(), time));
    Bytes push;
    for (const Bytes& frame : simulator::austrian_push(variant, measurement(), time, {}))
      push.insert(push.end(), frame.begin(), frame.end());
    write(folder / "deframer" / name, push);
  }
  write(folder / "config" / "all-names",
        "# a comment\ndevice = /dev/ttyUSB0\nbaud = 2400\nparity = even\nlist = 3\n"
        "timeout = 61min\ntextfile-dir = /tmp\nname = kaifa\noutput = /tmp/x\nstdout = true\n"
        "format = text\nlabel = house=cabin\nlabel = site=a\ntimezone = Europe/Oslo\n"
        "wiring = auto\nverbose = false\n");
  for (const std::string_view text : {"45", "45s", "2min", "1h", "24h", "86401", "1 h", "-1s"})
    write(folder / "duration" / text, text);
}
