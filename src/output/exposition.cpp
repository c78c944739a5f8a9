#include "exposition.h"

#include "describe.h"

#include <fmt/format.h>

#include <iterator>

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

} // namespace

std::string exposition(std::span<const Sample> samples, const CommonLabels& common) {
  constexpr std::size_t usual_size = 8192;
  std::string text;
  text.reserve(usual_size);
  const Family* family = nullptr;
  for (const Sample& sample : samples) {
    if (sample.family != family) {
      family = sample.family;
      fmt::format_to(std::back_inserter(text), "# HELP {0} {1}\n# TYPE {0} {2}\n", family->name,
                     family->help, family->type);
    }
    text += family->name;
    append_labels(text, sample, common);
    text += ' ';
    append(text, sample.value);
    text += '\n';
  }
  return text;
}

} // namespace kaifa
