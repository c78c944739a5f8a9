#include "exposition.h"

#include <algorithm>
#include <utility>

namespace kaifa {
namespace {

void append_escaped(std::string& text, std::string_view value) {
  for (const char character : value) {
    if (character == '\\')
      text += "\\\\";
    else if (character == '"')
      text += "\\\"";
    else if (character == '\n')
      text += "\\n";
    else
      text += character;
  }
}

void append_labels(std::string& text, const Sample& sample, const CommonLabels& common) {
  char separator = '{';
  const auto append_name = [&](std::string_view name) {
    text += std::exchange(separator, ',');
    text += name;
    text += "=\"";
  };
  for (const auto& [name, value] : common) {
    if (std::ranges::find(sample.labels, name, &Label::name) != sample.labels.end())
      continue;
    append_name(name);
    append_escaped(text, value);
    text += '"';
  }
  for (const Label& label : sample.labels) {
    if (label.name.empty())
      break;
    append_name(label.name);
    append_escaped(text, printable(label.value));
    text += '"';
  }
  if (separator == ',')
    text += '}';
}

void append_head(std::string& text, const Family& family) {
  const auto comment = [&](std::string_view keyword, std::string_view what) {
    text.append("# ").append(keyword).append(" ").append(family.name);
    text.append(" ").append(what).append("\n");
  };
  comment("HELP", family.help);
  comment("TYPE", family.type);
}

} // namespace

std::string exposition(std::span<const Sample> samples, const CommonLabels& common) {
  constexpr std::size_t usual_size = 8192;
  std::string text;
  text.reserve(usual_size);
  const Family* family = nullptr;
  for (const Sample& sample : samples) {
    if (std::exchange(family, sample.family) != sample.family)
      append_head(text, *family);
    text += family->name;
    append_labels(text, sample, common);
    text += ' ';
    append(text, sample.value);
    text += '\n';
  }
  return text;
}

std::string exposition(const Readout& readout) {
  return exposition(samples_of(readout), readout.labels);
}

} // namespace kaifa
