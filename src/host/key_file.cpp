#include "key_file.h"

#include "cleared.h"
#include "failure.h"
#include "key_text.h"
#include "named_file.h"
#include "shown.h"

#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/stat.h>

#include <array>
#include <cstring>

namespace kaifa {
namespace {

using Kind = NamedFile::Kind;

/// The path for a message. A key given in place of the path is hidden, even one of 16 characters.
std::string shown_key_path(const std::string& path, Kind kind) {
  return kind == Kind::absent && path.size() == ciphering::Key::size ? std::string(hidden_key)
                                                                     : shown_path(path);
}

Failure cannot_read(const std::string& path, const NamedFile& file) {
  // Granting access to a longer file might do harm: it holds no key, but something unknown.
  constexpr off_t longest = 256;
  return {Cause::key_file,
          fmt::format("cannot read the key file {}: {}{}", shown_key_path(path, file.kind()),
                      std::strerror(file.error()),
                      file.status().st_size <= longest ? remedy_of_access(path, file) : "")};
}

} // namespace

ciphering::Key read_key_file(const std::string& path, const Waiting& waiting, Deadline deadline) {
  constexpr std::size_t longest_file = 1024;
  prctl(PR_SET_DUMPABLE, 0); // keeps the key out of core dumps and from other processes
  const NamedFile file(path);
  const auto failure = [&](const std::string& what) {
    return Failure(Cause::key_file, fmt::format("the key file {} {}", shown_path(path), what));
  };
  if (file.error())
    throw cannot_read(path, file);
  if (file.kind() == Kind::device || file.kind() == Kind::null_device)
    throw failure("is a device; name a file that holds the key, or a pipe");
  Cleared<std::array<char, longest_file + 1>> space;
  const NamedFile::Read read = file.read(space, waiting, deadline);
  if (read.end == NamedFile::Read::End::of_space)
    throw failure(fmt::format("holds no key: it is longer than {} bytes", longest_file));
  if (read.end != NamedFile::Read::End::of_file)
    throw failure(fmt::format("cannot be read: {}", read.why()));
  const KeyText text = parse_key({space.data(), read.size});
  if (!text.key)
    throw failure("holds no key: " + text.fault);
  if (file.status().st_mode & (S_IROTH | S_IWOTH))
    throw failure(
        "is open to every user of this host" +
        (file.kind() == Kind::regular ? "; try: chmod o= " + shown_word(path) : std::string()));
  return *text.key;
}

} // namespace kaifa
