#pragma once

#include <cstdlib>

#include <unistd.h>

namespace support {

/// While this exists, files are opened with the rights of an ordinary user, even if root runs the
/// tests. Ends the process if the rights cannot be changed.
class OrdinaryUser {
public:
  OrdinaryUser() {
    constexpr uid_t nobody = 65534;
    if (user_before_ == 0 && seteuid(nobody) != 0)
      _exit(EXIT_FAILURE);
  }
  ~OrdinaryUser() {
    if (seteuid(user_before_) != 0)
      _exit(EXIT_FAILURE);
  }
  OrdinaryUser(const OrdinaryUser&) = delete;
  OrdinaryUser& operator=(const OrdinaryUser&) = delete;

private:
  uid_t user_before_ = geteuid();
};

} // namespace support
