#pragma once

#include "failure.h"

#include <cerrno>

namespace kaifa {

/// The cause of a failure to write, by its errno.
[[nodiscard]] constexpr Cause output_cause(int error) {
  switch (error) {
  case ENOENT:
  case ENOTDIR:
    return Cause::output_missing;
  case EACCES:
  case EPERM:
    return Cause::output_permission;
  case EROFS:
    return Cause::output_read_only;
  case ENOSPC:
  case EDQUOT:
    return Cause::output_full;
  default:
    return Cause::output;
  }
}

} // namespace kaifa
