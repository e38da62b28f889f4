#include "meridian/io/mmdb/reloader.hpp"

namespace meridian::mmdb {

Reloader::Identities Reloader::identities() const {
  Identities now{files::identity_of(paths_.database)};
  if (!paths_.asn_database.empty()) now[1] = files::identity_of(paths_.asn_database);
  return now;
}

std::optional<Result<std::shared_ptr<const GeoDatabase>>> Reloader::poll() {
  // Taken before the files are read: what changes meanwhile is a change at the next call.
  const Identities now = identities();
  if (answered_ == now) return std::nullopt;
  auto opened = GeoDatabase::open(paths_);
  if (opened.has_error() && opened.error().retryable)
    answered_.reset();
  else
    answered_ = now;
  return opened;
}

}  // namespace meridian::mmdb
