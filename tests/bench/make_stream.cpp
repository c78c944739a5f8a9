// Writes a stream for measurements:
//
//   make-stream list-2        one frame of a list 2
//   make-stream random MIB    random bytes, the same each time
//   make-stream flags MIB     nothing but 7e
//   make-stream wrong-fcs MIB frames of all layouts with a correct HCS and a wrong FCS
//   make-stream heads MIB     good heads of frames of the largest size, each followed by 16 bytes
//   of
//                             68 instead of its body: the most work that a stream can cause

#include "support/sample_frames.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iterator>
#include <random>
#include <stdexcept>
#include <string>

namespace {

using simulator::Bytes;

constexpr std::size_t mib = 1 << 20;

Bytes random_bytes() {
  Bytes bytes(mib);
  std::mt19937 generator(1);
  std::ranges::generate(bytes, [&] { return static_cast<std::uint8_t>(generator()); });
  return bytes;
}

Bytes frames_with_wrong_fcs() {
  Bytes bytes;
  for (sample::Frame frame : sample::every_frame()) {
    frame.bytes.at(frame.bytes.size() - 2) ^= 1;
    std::ranges::copy(frame.bytes, std::back_inserter(bytes));
  }
  return bytes;
}

Bytes head_without_body() {
  constexpr std::size_t head_size = 8;
  constexpr std::size_t largest_information = 2049 - head_size - 3;
  Bytes frame = simulator::hdlc_frame(Bytes(largest_information), {0x01}, {0x01});
  frame.resize(head_size);
  frame.resize(head_size + 16, 0x68);
  return frame;
}

Bytes unit_of(const std::string& kind) {
  if (kind == "list-2")
    return sample::frame(sample::Variant::norway_3_wire, 2).bytes;
  if (kind == "random")
    return random_bytes();
  if (kind == "flags")
    return {0x7e};
  if (kind == "wrong-fcs")
    return frames_with_wrong_fcs();
  if (kind == "heads")
    return head_without_body();
  throw std::invalid_argument("no such stream: " + kind);
}

/// The unit again and again, for one MiB at least.
Bytes repeated(const Bytes& unit) {
  Bytes block;
  while (block.size() < mib)
    std::ranges::copy(unit, std::back_inserter(block));
  return block;
}

void write(const Bytes& bytes, std::size_t count) {
  if (std::fwrite(bytes.data(), 1, count, stdout) != count)
    throw std::runtime_error("cannot write");
}

} // namespace

int main(int argc, char** argv) {
  try {
    const Bytes unit = unit_of(argc > 1 ? argv[1] : "");
    if (argc == 2) {
      write(unit, unit.size());
      return EXIT_SUCCESS;
    }
    const Bytes block = repeated(unit);
    for (std::size_t left = std::stoul(argv[2]) * mib; left > 0;) {
      const std::size_t count = std::min(left, block.size());
      write(block, count);
      left -= count;
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "make-stream: %s\n", error.what());
    return EXIT_FAILURE;
  }
}
