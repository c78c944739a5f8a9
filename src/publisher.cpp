#include "publisher.h"

#include "host/standard_output.h"
#include "output/dump.h"
#include "output/exposition.h"
#include "output/metrics.h"

#include <algorithm>

namespace kaifa {

Publisher::Publisher(const Destination& destination, const Waiting& waiting)
    : waiting_(waiting), format_(destination.format) {
  if (destination.kind == Destination::Kind::standard_output) {
    check_standard_output();
  } else if (destination.kind == Destination::Kind::output) {
    files_.emplace_back(destination.output);
  } else {
    const std::string base = destination.textfile_dir + "/" + destination.name;
    files_.emplace_back(base + "_energy.prom");
    files_.emplace_back(base + ".prom");
  }
}

void Publisher::publish(const Readout& readout) const {
  if (files_.empty())
    print(format_->render(readout), waiting_);
  else
    write_files(readout);
}

void Publisher::publish_refused(Bytes frame, const ciphering::Key* key) const {
  if (files_.empty() && format_->name == "dump")
    print(dump(frame, key), waiting_);
}

void Publisher::write_files(const Readout& readout) const {
  const Samples samples = samples_of(readout);
  const std::span all(samples);
  const auto energy = static_cast<std::size_t>(
      std::ranges::find(samples, Part::energy,
                        [](const Sample& sample) { return sample.family->part; }) -
      samples.begin());
  std::vector<NewText> texts;
  if (files_.size() == 1) {
    texts.push_back({files_.front(), exposition(all, readout.labels)});
  } else {
    if (energy < all.size())
      texts.push_back({files_.front(), exposition(all.subspan(energy), readout.labels)});
    texts.push_back({files_.back(), exposition(all.first(energy), readout.labels)});
  }
  replace(texts);
}

} // namespace kaifa
