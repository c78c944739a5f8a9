// Tries a power cut at every moment of the runs that 'record' logged:
//
//   replay DIRECTORY
//
// A block that was written before a completed flush is on the disk. Of the 4 KiB blocks written
// since, a cut may leave any subset. If they are few, all subsets are tried, else each beginning of
// the sequence and a sample. e2fsck must be able to repair each state. Then each file must be what
// one of these runs wrote, whole:
//
// - the last run that had ended, or the run before: the directory is not flushed, so a cut may
//   bring back the previous reading;
// - a run that had begun since.
//
// A file may be missing only before two runs have written it. Prints what a run cost and what was
// found; the status is 1 if there was a fault.

#include "formatted.h"
#include "support/process.h"
#include "support/temporary_directory.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>
#include <set>
#include <stdexcept>

namespace {

constexpr std::size_t block_size = 4096;
constexpr std::size_t sector_size = 512;
constexpr std::size_t max_size_for_all = 5;
constexpr std::size_t max_subsets = 32;
constexpr std::size_t max_faults_shown = 5;
const std::array<std::string, 2> file_names = {"kaifa.prom", "kaifa_energy.prom"};

/// A write, or a flush if there are no bytes.
struct Entry {
  std::size_t begin, end; ///< its position in the log
  std::size_t offset;     ///< position on the disk
  std::string_view bytes;
};

std::uint64_t number_at(std::string_view log, std::size_t at) {
  std::uint64_t number = 0; // little-endian, as the hosts that this runs on
  std::memcpy(&number, log.substr(at).data(), sizeof number);
  return number;
}

/// The log has a header of one sector (magic, version, number of entries, sector size). Each entry
/// is one sector (sector, number of sectors, flags, size), and then the bytes.
std::vector<Entry> entries_of(std::string_view log) {
  constexpr std::uint64_t magic = 0x6a736677736872, flush = 1;
  if (log.size() < sector_size || number_at(log, 0) != magic)
    throw std::runtime_error("log.img has no head");
  std::vector<Entry> entries;
  std::size_t at = sector_size;
  for (std::uint64_t left = number_at(log, 16); left > 0; --left) {
    if (log.size() - at < sector_size)
      throw std::runtime_error("log.img ends too early");
    const std::uint64_t flags = number_at(log, at + 16);
    const std::size_t size = number_at(log, at + 8) * sector_size;
    if ((flags & ~flush) != 0 || ((flags & flush) != 0 && size != 0))
      throw std::runtime_error("log.img has an entry that is neither a write nor a flush");
    if (log.size() - at - sector_size < size)
      throw std::runtime_error("log.img ends too early");
    const std::size_t end = at + sector_size + size;
    entries.push_back(
        {at, end, number_at(log, at) * sector_size, log.substr(at + sector_size, size)});
    at = end;
  }
  return entries;
}

struct Run {
  int number, list;
  std::size_t begin, end; ///< sizes of the log
};

std::vector<Run> runs_in(const std::string& directory) {
  std::vector<Run> runs;
  std::ifstream lines(directory + "/runs");
  for (Run run; lines >> run.number >> run.list >> run.begin >> run.end;)
    runs.push_back(run);
  if (runs.empty())
    throw std::runtime_error("there was no run");
  return runs;
}

/// What the runs wrote to one file, oldest first.
struct History {
  struct Content {
    Run run;
    std::string text;
  };
  std::string name;
  std::vector<Content> contents;

  History(const std::string& directory, const std::vector<Run>& runs, const std::string& file_name)
      : name(file_name) {
    for (const Run& run : runs) {
      const std::string path = kaifa::formatted("{}/seen/{}.{}", directory, run.number, name);
      if (!std::filesystem::exists(path))
        continue;
      std::string text = support::read_file(path);
      if (contents.empty() || contents.back().text != text)
        contents.push_back({run, std::move(text)});
    }
  }

  /// Why a cut must not leave this text (nullptr: no file) after `begin` and before `end` of the
  /// log. Empty if it may.
  [[nodiscard]] std::string fault(const std::string* text, std::size_t begin,
                                  std::size_t end) const {
    const auto ended = std::ranges::count_if(
        contents, [&](const Content& content) { return content.run.end <= begin; });
    const auto begun = std::ranges::count_if(
        contents, [&](const Content& content) { return content.run.begin < end; });
    if (!text)
      return ended < 2 ? "" : "is missing";
    if (text->empty())
      return "is empty";
    const auto found = std::ranges::find(contents, *text, &Content::text);
    if (found == contents.end())
      return "is torn";
    const auto nth = found - contents.begin() + 1;
    if (nth < ended - 1)
      return "is older than the reading before";
    return nth > begun ? "is of the future" : "";
  }
};

class Replay {
public:
  explicit Replay(const std::string& directory)
      : log_(support::read_file(directory + "/log.img")),
        disk_(support::read_file(directory + "/base.img")),
        runs_(runs_in(directory)), histories_{History(directory, runs_, file_names[0]),
                                              History(directory, runs_, file_names[1])} {}

  /// Tries all cuts, and returns the number of faults.
  std::size_t run() {
    const std::vector<Entry> entries = entries_of(log_);
    show_costs(entries);
    for (const Entry& entry : entries)
      replay(entry);
    fmt::print("{} states, {} faults\n", states_, faults_);
    return faults_;
  }

private:
  struct Block {
    std::size_t offset;
    std::string_view bytes;
  };
  using Subset = std::vector<std::size_t>; ///< indices of pending_, in order

  void show_costs(const std::vector<Entry>& entries) const {
    for (const int list : {2, 3}) {
      std::size_t count = 0, bytes = 0, writes = 0, flushes = 0;
      for (const Run& run : runs_) {
        if (run.list != list)
          continue;
        ++count;
        for (const Entry& entry : entries)
          if (entry.begin >= run.begin && entry.end <= run.end) {
            bytes += entry.bytes.size();
            ++(entry.bytes.empty() ? flushes : writes);
          }
      }
      const auto mean = [&](std::size_t sum) {
        return static_cast<double>(sum) / static_cast<double>(std::max<std::size_t>(count, 1));
      };
      fmt::print(
          "list {}: {} runs, each writes {:.0f} bytes in {:.1f} requests and {:.1f} flushes\n",
          list, count, mean(bytes), mean(writes), mean(flushes));
    }
  }

  void replay(const Entry& entry) {
    if (entry.bytes.empty()) {
      for (const Block& block : pending_)
        put(disk_, block);
      pending_.clear();
      check(disk_, entry);
      return;
    }
    const std::size_t old = pending_.size();
    for (std::size_t at = 0; at < entry.bytes.size(); at += block_size)
      pending_.push_back({entry.offset + at, entry.bytes.substr(at, block_size)});
    for (const Subset& subset : subsets(pending_.size(), old)) {
      std::string disk = disk_;
      for (const std::size_t block : subset)
        put(disk, pending_[block]);
      check(disk, entry);
    }
  }

  static void put(std::string& disk, const Block& block) {
    disk.replace(block.offset, block.bytes.size(), block.bytes);
  }

  /// Subsets of `size` blocks with at least one from `old` on: the others were tried before.
  std::set<Subset> subsets(std::size_t size, std::size_t old) {
    std::set<Subset> all;
    const auto add = [&](const auto& is_down) {
      Subset subset;
      for (std::size_t block = 0; block < size; ++block)
        if (is_down(block))
          subset.push_back(block);
      if (!subset.empty() && subset.back() >= old)
        all.insert(subset);
    };
    if (size <= max_size_for_all) {
      for (unsigned bits = 1; bits < 1U << size; ++bits)
        add([&](std::size_t block) { return (bits >> block & 1) != 0; });
      return all;
    }
    for (std::size_t length = old + 1; length <= size; ++length)
      add([&](std::size_t block) { return block < length; });
    constexpr std::array densities = {0.2, 0.5, 0.8};
    while (all.size() < max_subsets) {
      std::bernoulli_distribution coin(densities[all.size() % densities.size()]);
      add([&](std::size_t) { return coin(random_); });
    }
    return all;
  }

  void check(const std::string& disk, const Entry& entry) {
    ++states_;
    const std::string image = work_ / "image";
    support::write_file(image, disk);
    const support::Outcome repair = support::run({{"e2fsck", "-fp", image}});
    if (repair.status != 0 && repair.status != 1) // 1: repaired, by replaying its journal
      fault(entry, "e2fsck cannot repair the file system: " + repair.out);
    std::string commands;
    for (const History& history : histories_) {
      std::filesystem::remove(work_ / history.name);
      commands += "dump /" + history.name + " " + (work_ / history.name) + "\n";
    }
    (void)support::run({{"debugfs", image}, commands});
    for (const History& history : histories_) {
      const std::string path = work_ / history.name;
      const bool is_there = std::filesystem::exists(path);
      const std::string text = is_there ? support::read_file(path) : "";
      const std::string why = history.fault(is_there ? &text : nullptr, entry.begin, entry.end);
      if (!why.empty())
        fault(entry, history.name + " " + why);
    }
  }

  void fault(const Entry& entry, const std::string& what) {
    if (++faults_ <= max_faults_shown)
      fmt::print("after a cut at byte {} of the log {}\n", entry.begin, what);
  }

  std::string log_;
  std::string disk_; ///< without pending blocks
  std::vector<Block> pending_;
  std::vector<Run> runs_;
  std::array<History, 2> histories_;
  support::TemporaryDirectory work_;
  std::mt19937 random_{1};
  std::size_t states_ = 0;
  std::size_t faults_ = 0;
};

} // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "usage: replay DIRECTORY\n");
    return 2;
  }
  try {
    return Replay(argv[1]).run() == 0 ? 0 : 1;
  } catch (const std::exception& error) {
    fmt::print(stderr, "replay: {}\n", error.what());
    return 2;
  }
}
