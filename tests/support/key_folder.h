#pragma once

#include "temporary_directory.h"

#include <boost/test/unit_test.hpp>

#include <sys/stat.h>
#include <unistd.h>

namespace support {

/// A directory with a key file, owned by the user of the tests unless an `owner` is given.
class KeyFolder {
public:
  explicit KeyFolder(const std::string& content, mode_t mode = 0600,
                     uid_t owner = static_cast<uid_t>(-1)) {
    write_file(path(), content);
    BOOST_REQUIRE(chmod(path().c_str(), mode) == 0);
    BOOST_REQUIRE(chown(path().c_str(), owner, static_cast<gid_t>(-1)) == 0);
  }
  [[nodiscard]] std::string path() const { return directory_ / "key"; }

private:
  TemporaryDirectory directory_;
};

} // namespace support
