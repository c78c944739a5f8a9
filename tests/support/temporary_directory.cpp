#include "temporary_directory.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>

namespace support {

namespace fs = std::filesystem;

TemporaryDirectory::TemporaryDirectory() {
  std::string path = (fs::temp_directory_path() / "kaifa-test-XXXXXX").string();
  if (!mkdtemp(path.data()))
    throw std::system_error(errno, std::system_category(), path);
  path_ = path;
  fs::permissions(path_, fs::perms(0755));
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string TemporaryDirectory::operator/(std::string_view name) const {
  return (path_ / name).string();
}

std::vector<std::string> TemporaryDirectory::names() const {
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(path_))
    names.push_back(entry.path().filename().string());
  std::ranges::sort(names);
  return names;
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file)
    throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_file(const std::string& path, std::string_view content) {
  std::ofstream file(path, std::ios::binary);
  if (!(file << content << std::flush))
    throw std::runtime_error("cannot write " + path);
}

} // namespace support
