#include "meridian/core/state/meeting.hpp"

#include "meridian/core/state/overrides_json.hpp"

namespace meridian::state {

Meeting meet(const Overrides& own, milliseconds own_age, const Overrides& stored) {
  if (own.version == 0) return stored.version == 0 ? Meeting::same : Meeting::take;
  const bool empty = stored.version == 0;
  if (!empty && stored.epoch != own.epoch) return Meeting::conflict;
  if (empty || stored.version < own.version)
    return own_age > kSeedAgeMax ? Meeting::conflict : Meeting::seed;
  if (stored.version > own.version) return Meeting::take;
  return digest_of(own) == digest_of(stored) ? Meeting::same : Meeting::conflict;
}

}  // namespace meridian::state
