#pragma once

#include "host/unique_fd.h"
#include "requirement.h"

#include <string>

namespace support {

/// A file or directory with an attribute, such as FS_IMMUTABLE_FL of <linux/fs.h>, which even root
/// has to respect. The destructor removes the attribute.
class FileAttribute {
public:
  FileAttribute(const std::string& path, int attribute);
  ~FileAttribute() { (void)set(0); }
  FileAttribute(const FileAttribute&) = delete;
  FileAttribute& operator=(const FileAttribute&) = delete;

  /// Whether user and file system were able to set it.
  [[nodiscard]] bool is_set() const { return is_set_; }

private:
  [[nodiscard]] bool set(int attributes) const;

  kaifa::UniqueFd fd_;
  bool is_set_;
};

/// Decorates a test case that makes files immutable: see needs().
[[nodiscard]] boost::unit_test::precondition needs_immutable_files();

} // namespace support
