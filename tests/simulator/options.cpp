#include "options.h"

#include "formatted.h"

#include <boost/program_options.hpp>
#include <cmath>
#include <iterator>
#include <sstream>

namespace simulator {

namespace {

namespace po = boost::program_options;

constexpr std::size_t max_meter_id_size = 64;

std::string variant_names() {
  std::string names;
  for (const NamedVariant& named : kfm_variants)
    names += kaifa::formatted("{}, ", named.name);
  for (const NamedVariant& named : austrian_variants)
    names += kaifa::formatted("{}{}", &named == austrian_variants.data() ? "" : ", ", named.name);
  return names;
}

po::options_description description() {
  po::options_description options("Options");
  const auto text = [](const char* value_name) {
    return po::value<std::string>()->value_name(value_name);
  };
  const auto rate = [] { return po::value<double>()->value_name("RATE")->default_value(0, "0"); };
  // clang-format off
  options.add_options()
    ("variant", text("NAME")->default_value("norway-3-wire"),
     ("the meter: " + variant_names()).c_str())
    ("clock", text("YYYY-MM-DDTHH:MM:SS"), "start of its clock (default: the host's local time)")
    ("speed", po::value<double>()->value_name("FACTOR")->default_value(1, "1"),
     "its time runs so many times as fast")
    ("hurry", po::bool_switch(),
     "no pacing; waits for a reader that has made the terminal raw, and loses nothing")
    ("frames", po::value<std::int64_t>()->value_name("N"),
     "end after N lists, once they are read (default: endless)")
    ("meter-id", text("ID"), "the meter's identification")
    ("key", text("HEX")->default_value("a0a1a2a3a4a5a6a7a8a9aaabacadaeaf"),
     "the key of the Austrian meters, which encipher")
    ("seed", po::value<std::int64_t>()->value_name("N")->default_value(1),
     "another seed, another house and other damage")
    ("noise", rate(), "probability that random bytes precede a frame")
    ("drop", rate(), "probability that a frame loses a byte")
    ("cut", rate(), "probability that a frame breaks off and the next one follows at once")
    ("play", text("FILE"), "send the bytes of FILE instead; - is standard input")
    ("link", text("PATH"), "symbolic link to the slave, removed in the end")
    ("help", "print this and exit");
  // clang-format on
  return options;
}

po::variables_map parse(int argc, const char* const* argv) {
  const po::options_description options = description();
  po::variables_map values;
  try {
    namespace style = po::command_line_style;
    po::store(po::command_line_parser(argc, argv)
                  .options(options)
                  .positional({})
                  .style(style::default_style & ~style::allow_guessing)
                  .run(),
              values);
  } catch (const po::error& error) {
    throw UsageError(error.what());
  }
  return values;
}

std::optional<std::string> optional_text(const po::variables_map& values, const char* name) {
  return values.count(name) != 0 ? std::optional(values[name].as<std::string>()) : std::nullopt;
}

Variant variant_in(const po::variables_map& values) {
  const auto& name = values["variant"].as<std::string>();
  const std::optional<Variant> variant = variant_named(name);
  if (!variant)
    throw UsageError(kaifa::formatted("--variant '{}' is none of {}", name, variant_names()));
  return *variant;
}

LocalTime clock_in(const po::variables_map& values) {
  const std::optional<std::string> text = optional_text(values, "clock");
  if (!text)
    return host_local_time();
  const std::optional<LocalTime> time = parse_local_time(*text);
  if (!time)
    throw UsageError(kaifa::formatted("--clock '{}' is no time like 2017-09-13T00:00:10", *text));
  return *time;
}

double speed_in(const po::variables_map& values) {
  const auto speed = values["speed"].as<double>();
  if (!std::isfinite(speed) || speed <= 0)
    throw UsageError("--speed must be above 0");
  return speed;
}

std::optional<std::int64_t> frames_in(const po::variables_map& values) {
  if (values.count("frames") == 0)
    return std::nullopt;
  const auto frames = values["frames"].as<std::int64_t>();
  if (frames < 1)
    throw UsageError("--frames must be 1 or more");
  return frames;
}

std::string default_meter_id(Variant variant) {
  if (!is_austrian(variant))
    return "6970631400000001";
  return variant == Variant::austria_netz_noe ? "181220000001" : "1KFM0200000001";
}

std::string meter_id_in(const po::variables_map& values) {
  const std::string meter_id =
      optional_text(values, "meter-id").value_or(default_meter_id(variant_in(values)));
  if (meter_id.size() > max_meter_id_size)
    throw UsageError(kaifa::formatted("--meter-id is longer than {} bytes", max_meter_id_size));
  return meter_id;
}

AesKey key_in(const po::variables_map& values) {
  const auto& text = values["key"].as<std::string>();
  AesKey key{};
  const bool is_hex = text.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
  if (text.size() != 2 * key.size() || !is_hex)
    throw UsageError(
        kaifa::formatted("--key '{}' is not {} hexadecimal digits", text, 2 * key.size()));
  for (std::size_t i = 0; i < key.size(); ++i)
    key[i] = static_cast<std::uint8_t>(std::stoul(text.substr(2 * i, 2), nullptr, 16));
  return key;
}

std::uint64_t seed_in(const po::variables_map& values) {
  const auto seed = values["seed"].as<std::int64_t>();
  if (seed < 0)
    throw UsageError("--seed must be 0 or more");
  return static_cast<std::uint64_t>(seed);
}

double rate_in(const po::variables_map& values, const char* name) {
  const auto rate = values[name].as<double>();
  if (!(rate >= 0 && rate <= 1))
    throw UsageError(kaifa::formatted("--{} must be from 0 to 1", name));
  return rate;
}

void check_play_is_alone(const po::variables_map& values) {
  for (const char* name :
       {"variant", "clock", "frames", "meter-id", "key", "seed", "noise", "drop", "cut"}) {
    if (values.count(name) != 0 && !values[name].defaulted())
      throw UsageError(kaifa::formatted("--{} has no effect on what --play sends", name));
  }
}

} // namespace

std::optional<Options> parse_options(int argc, const char* const* argv) {
  const po::variables_map values = parse(argc, argv);
  if (values.count("help") != 0)
    return std::nullopt;
  if (values.count("play") != 0)
    check_play_is_alone(values);
  return Options{
      .variant = variant_in(values),
      .clock = clock_in(values),
      .speed = speed_in(values),
      .hurry = values["hurry"].as<bool>(),
      .frames = frames_in(values),
      .meter_id = meter_id_in(values),
      .key = key_in(values),
      .seed = seed_in(values),
      .damage = {rate_in(values, "noise"), rate_in(values, "drop"), rate_in(values, "cut")},
      .play = optional_text(values, "play"),
      .link = optional_text(values, "link"),
  };
}

std::string usage() {
  std::ostringstream text;
  text << description();
  return kaifa::formatted(
      "Usage: kaifa-simulator [OPTION]...\n"
      "A Kaifa meter on a pseudo-terminal, whose path is the first line of output.\n\n"
      "{}",
      text.str());
}

} // namespace simulator
