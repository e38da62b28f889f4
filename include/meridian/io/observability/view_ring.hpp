// The newest views as files in one directory, for `meridian replay`: each written once and renamed
// into place, the oldest deleted beyond `keep`, and configs with the last view of theirs. Used on
// one thread, a background one: it writes files.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "meridian/core/replay/saved_view.hpp"

namespace meridian::observability {

class ViewRing {
 public:
  struct Settings {
    std::string directory;  // made where it is missing
    std::size_t keep = 0;
    std::uint64_t run = 0;  // replay::ViewName::run of this process
  };
  explicit ViewRing(Settings settings);

  // What fails is counted and said once in the log; the next view is tried anew.
  void write(const routing::View& view);

  std::uint64_t written() const { return written_.load(std::memory_order_relaxed); }  // any thread
  std::uint64_t failed() const { return failed_.load(std::memory_order_relaxed); }    // any thread

 private:
  void find_kept();
  Result<void> try_write(const routing::View& view);
  Result<void> write_file(const std::string& name, std::string_view text) const;
  void delete_oldest();
  void note(const Result<void>& result);

  Settings settings_;
  bool looked_ = false;                             // at what earlier processes left
  std::map<replay::ViewName, std::uint64_t> kept_;  // with the digest of the config
  bool failing_ = false;
  std::atomic<std::uint64_t> written_{0};
  std::atomic<std::uint64_t> failed_{0};
};

}  // namespace meridian::observability
