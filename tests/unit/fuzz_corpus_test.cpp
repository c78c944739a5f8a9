#include "fuzz/targets.h"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <vector>

BOOST_AUTO_TEST_SUITE(fuzz_corpus)

BOOST_AUTO_TEST_CASE(every_input_that_was_ever_kept_holds_every_property) {
  const std::map<std::string, void (*)(fuzz::Bytes)> targets = {
      {"deframer", fuzz::deframer},   {"list", fuzz::list},           {"mbus", fuzz::mbus},
      {"ciphering", fuzz::ciphering}, {"obis_list", fuzz::obis_list}, {"config", fuzz::config},
  };
  for (const auto& [name, target] : targets) {
    std::size_t replayed = 0;
    for (const auto& entry : std::filesystem::directory_iterator("tests/fuzz/corpus/" + name)) {
      std::ifstream file(entry.path(), std::ios::binary);
      const std::vector<std::uint8_t> input{std::istreambuf_iterator<char>(file), {}};
      BOOST_TEST_CONTEXT(entry.path()) {
        BOOST_CHECK_NO_THROW(target(input));
      }
      ++replayed;
    }
    BOOST_TEST(replayed > 0u, "no corpus for " << name);
  }
}

BOOST_AUTO_TEST_SUITE_END()
