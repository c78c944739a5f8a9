// Measures what the checks of a ciphered push, whose only checksum is an 8-bit sum, let through:
//
//   push-damage COUNT CHECKED     pushes for each kind of damage, parity checked or not
//
// For each kind it prints how many of COUNT yielded a reading with a wrong value in the program;
// then how many of CHECKED would do so in the second decoder with the sum alone, and with each
// single check left out.

#include "support/push_trial.h"
#include "support/reading_rows.h"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

using namespace support;
using reference::PushChecks;
using reference::Row;

struct NamedChecks {
  std::string_view name;
  PushChecks checks;
};
constexpr PushChecks sum_alone = {.header = false,
                                  .notification = false,
                                  .end = false,
                                  .clock = false,
                                  .unit = false,
                                  .twice = false,
                                  .number = false,
                                  .bounds = false};
constexpr std::array<NamedChecks, 11> all_checks = {{
    {"all checks", {}},
    {"sum alone", sum_alone},
    {"no sum", {.sum = false}},
    {"no header", {.header = false}},
    {"no notification", {.notification = false}},
    {"no end", {.end = false}},
    {"no clock", {.clock = false}},
    {"no unit", {.unit = false}},
    {"no twice", {.twice = false}},
    {"no number", {.number = false}},
    {"no bounds", {.bounds = false}},
}};

void print(std::string_view parity, std::string_view damage, std::string_view decoder,
           const PushTally& tally) {
  fmt::print("{:10}{:28}{:17}{:>9}{:>9}{:>9}{:>9}{:>9}\n", parity, damage, decoder, tally.pushes,
             tally.right, tally.wrong, tally.missing, tally.lost);
}

void measure(std::size_t count, std::size_t count_of_checks) {
  const simulator::AesKey key_bytes = trial_key();
  const kaifa::ciphering::Key key{std::span(key_bytes)};
  const PushDecoder program = [&key](std::span<const std::uint8_t> stream) {
    return rows::of(stream, &key);
  };
  std::vector<PushDecoder> second_decoders;
  for (const NamedChecks& named : all_checks)
    second_decoders.emplace_back([&](std::span<const std::uint8_t> stream) {
      return reference::decode_pushes(stream, key_bytes, named.checks);
    });
  fmt::print("{:10}{:28}{:17}{:>9}{:>9}{:>9}{:>9}{:>9}\n", "parity", "damage", "decoder", "pushes",
             "right", "wrong", "missing", "lost");
  constexpr std::array<std::pair<std::string_view, Parity>, 2> parities = {
      {{"dropped", Parity::dropped}, {"unchecked", Parity::unchecked}}};
  for (const auto& [parity_name, parity] : parities)
    for (const auto& [name, damage] : all_line_damage) {
      print(parity_name, name, "the program", try_damage(damage, parity, count, {program}).at(0));
      const auto tallies = try_damage(damage, parity, count_of_checks, second_decoders);
      for (std::size_t i = 0; i < all_checks.size(); ++i)
        print(parity_name, name, all_checks.at(i).name, tallies.at(i));
      std::fflush(stdout);
    }
}

} // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: push-damage COUNT CHECKED\n", stderr);
    return EXIT_FAILURE;
  }
  measure(std::stoul(argv[1]), std::stoul(argv[2]));
}
