#include "publisher.h"

#include "host/standard_streams.h"
#include "output/dump.h"
#include "output/exposition.h"

#include <algorithm>

namespace kaifa {
namespace {

std::span<const Sample> samples_of(std::optional<Part> part, const Samples& samples) {
  if (!part)
    return samples;
  const auto part_of = [](const Sample& sample) { return sample.family->part; };
  return {std::ranges::lower_bound(samples, *part, {}, part_of),
          std::ranges::upper_bound(samples, *part, {}, part_of)};
}

} // namespace

Publisher::Publisher(const Destination& destination)
    : format_(destination.prints ? destination.format : nullptr) {
  if (destination.prints)
    check_standard_output();
  if (destination.files == Destination::Files::output)
    targets_.push_back({TextFile(destination.output), {}});
  if (destination.files == Destination::Files::textfile_dir) {
    const std::string base = destination.textfile_dir + "/" + destination.name;
    targets_.push_back({TextFile(base + "_energy.prom"), Part::energy});
    targets_.push_back({TextFile(base + ".prom"), Part::reading});
  }
}

void Publisher::publish(const Readout& readout) {
  if (!targets_.empty()) {
    const Samples samples = kaifa::samples_of(readout);
    std::vector<NewText> texts;
    for (const auto& [file, part] : targets_)
      if (const auto chosen = samples_of(part, samples); !chosen.empty())
        texts.push_back({file, exposition(chosen, readout.labels)});
    replace(texts);
  }
  if (format_)
    to_print_ = format_->render(readout);
}

void Publisher::publish_refused(Bytes frame, const ciphering::Key* key) {
  if (format_ && format_->name == "dump")
    to_print_ = dump(frame, key);
}

void Publisher::print(const Waiting& waiting, Deadline deadline) const {
  if (!to_print_.empty())
    kaifa::print(to_print_, waiting, deadline);
}

bool Publisher::writes_to(const Recording& recording) const {
  return std::ranges::any_of(
      targets_, [&](const Target& target) { return recording.is_at(target.file.path()); });
}

} // namespace kaifa
