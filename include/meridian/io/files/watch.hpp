// Notices that some of a set of files were written or replaced, also by rename or by a swapped
// link. Asked now and then, on one thread at a time: a `stat` for each file.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "meridian/io/files/identity.hpp"

namespace meridian::files {

class Watch {
 public:
  // As the files are now is what later calls compare with: make it before they are read.
  explicit Watch(std::vector<std::string> paths);
  // True once for each change, at the first call that finds the files as the call before found
  // them: files that are replaced one after the other, such as a certificate and its key, are seen
  // as one change, and not in between.
  bool changed();

 private:
  using Identities = std::vector<std::optional<Identity>>;
  Identities look() const;

  std::vector<std::string> paths_;
  Identities known_;  // what has been told of
  Identities seen_;   // by the last call
};

}  // namespace meridian::files
