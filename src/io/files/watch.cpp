#include "meridian/io/files/watch.hpp"

#include <utility>

namespace meridian::files {

Watch::Watch(std::vector<std::string> paths)
    : paths_(std::move(paths)), known_(look()), seen_(known_) {}

bool Watch::changed() {
  Identities now = look();
  const bool settled = now == seen_;
  seen_ = std::move(now);
  if (!settled || seen_ == known_) return false;
  known_ = seen_;
  return true;
}

Watch::Identities Watch::look() const {
  Identities found;
  for (const std::string& path : paths_) found.push_back(identity_of(path));
  return found;
}

}  // namespace meridian::files
