#include "key_file.h"

#include "failure.h"
#include "formatted.h"
#include "key_text.h"
#include "named_file.h"
#include "path_remedy.h"
#include "shown.h"

#include <sys/prctl.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace kaifa {
namespace {

using Kind = NamedFile::Kind;

Failure cannot_read(const std::string& path, const NamedFile& file) {
  // A key given in place of the path is hidden, even one of 16 characters.
  const std::string shown = file.kind() == Kind::absent && path.size() == ciphering::Key::size
                                ? std::string(hidden_key)
                                : shown_path(path);
  // Advice to grant access to a longer file might do harm: such a file holds no key, but something
  // unknown.
  constexpr off_t longest = 256;
  std::string remedy = file.status().st_size <= longest ? remedy_of_access(path, file)
                                                        : path_remedy(path, file.error());
  if (remedy.empty() && file.error() == ENOENT && shown.find(hidden_key) == std::string::npos)
    remedy = "; write the key to it, or name another file";
  return {Cause::key_file, formatted("cannot read the key file {}: {}{}", shown,
                                     std::strerror(file.error()), remedy)};
}

} // namespace

ciphering::Key read_key_file(const std::string& path, const Waiting& waiting, Deadline deadline) {
  constexpr std::size_t longest_file = 1024;
  prctl(PR_SET_DUMPABLE, 0); // keeps the key out of core dumps and from other processes
  const NamedFile file(path);
  const auto failure = [&](const std::string& what) {
    return Failure(Cause::key_file, formatted("the key file {} {}", shown_path(path), what));
  };
  if (file.error())
    throw cannot_read(path, file);
  if (file.kind() == Kind::device || file.kind() == Kind::null_device)
    throw failure("is a device; name a file that holds the key, or a pipe");
  ciphering::Cleared<std::array<char, longest_file + 1>> space;
  const NamedFile::Read read = file.read(space, waiting, deadline);
  if (read.end == NamedFile::Read::End::of_space)
    throw failure(formatted("holds no key: it is longer than {} bytes", longest_file));
  if (read.end != NamedFile::Read::End::of_file)
    throw failure(formatted("cannot be read: {}", read.why()));
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
