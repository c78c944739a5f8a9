#include "exporter.h"

#include "failure.h"
#include "support/hex.h"
#include "support/sample_frames.h"
#include "support/temporary_directory.h"

#include <boost/test/unit_test.hpp>

namespace {

using support::TemporaryDirectory;

/// A list 2, in a file that a run reads.
class Capture {
public:
  Capture() {
    const auto frame = sample::frame(sample::Variant::norway_3_wire, 2).bytes;
    support::write_file(path(), std::string(frame.begin(), frame.end()));
  }

  [[nodiscard]] std::string path() const { return directory_ / "capture"; }

  /// Options of a run that reads the file and writes nothing.
  [[nodiscard]] kaifa::Options options() const {
    kaifa::Options options;
    options.device = path();
    options.timeout = std::chrono::minutes(1);
    options.destination.files = kaifa::Destination::Files::none;
    return options;
  }

private:
  TemporaryDirectory directory_;
};

std::string error_of(const kaifa::Options& options, kaifa::Cause expected) {
  const kaifa::Waiting waiting;
  kaifa::StandardError standard_error(waiting);
  try {
    kaifa::export_list(options, waiting, standard_error, std::chrono::steady_clock::now());
  } catch (const kaifa::Failure& failure) {
    BOOST_TEST((failure.cause == expected));
    return failure.what();
  }
  return "none";
}

} // namespace

BOOST_AUTO_TEST_SUITE(exporter)

BOOST_AUTO_TEST_CASE(a_ratio_that_yields_no_whole_count_is_refused) {
  const Capture capture;
  kaifa::Options options = capture.options();
  BOOST_TEST(error_of(options, kaifa::Cause::bug) == "none");
  options.ct_ratio = {8, 7};
  BOOST_TEST(error_of(options, kaifa::Cause::ct_ratio) ==
             "--ct-ratio 8/7: the active power import times this ratio is too large, or cannot be "
             "written exactly; is this ratio printed on the transformers?");
}

BOOST_AUTO_TEST_CASE(a_recording_in_the_place_of_the_reading_is_refused) {
  const Capture capture;
  const TemporaryDirectory directory;
  kaifa::Options options = capture.options();
  options.destination.files = kaifa::Destination::Files::output;
  options.destination.output = directory / "x";
  options.record = directory.path() + "/./x";
  BOOST_TEST(error_of(options, kaifa::Cause::usage) ==
             "--record " + *options.record + ": the reading is written to this file; name another");
}

BOOST_AUTO_TEST_SUITE_END()
