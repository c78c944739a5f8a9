#include "file_attribute.h"

#include "temporary_directory.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>

namespace support {

FileAttribute::FileAttribute(const std::string& path, int attribute)
    : fd_(open(path.c_str(), O_RDONLY | O_CLOEXEC)), is_set_(set(attribute)) {}

bool FileAttribute::set(int attributes) const {
  return ioctl(fd_.get(), FS_IOC_SETFLAGS, &attributes) == 0;
}

boost::unit_test::precondition needs_immutable_files() {
  return needs("the right to make files immutable", [] {
    const TemporaryDirectory directory;
    const std::string path = directory / "file";
    write_file(path, "");
    return FileAttribute(path, FS_IMMUTABLE_FL).is_set();
  });
}

} // namespace support
