#pragma once

#include "reference_decoder.h"

#include <boost/test/tree/decorator.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

/// Byte streams of real meters, kept beside the repository rather than in it.
namespace captures {

struct Capture {
  std::string name;
  std::vector<std::uint8_t> bytes;
  std::vector<reference::Row> expected;
  std::vector<std::uint8_t> key; ///< key of a ciphered meter, else empty
};

/// `KAIFA_CAPTURES` if it is set, else ../shared/captures; nullopt if there is no such folder.
std::optional<std::filesystem::path> folder();

/// Decorates a case that needs the captures. A checkout without ../shared cannot have captures, so
/// the case is skipped there even if REQUIRE_ALL=1 is set.
[[nodiscard]] boost::unit_test::precondition are_there();

/// Every NAME.hex that has a NAME.expected.tsv, sorted by name, with the key in NAME.key, if any.
/// Throws std::runtime_error with the path of a file that is malformed.
std::vector<Capture> load_all(const std::filesystem::path& folder);

} // namespace captures
