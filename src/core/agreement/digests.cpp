#include "meridian/core/agreement/report.hpp"
#include "meridian/core/base/hash.hpp"

namespace meridian::agreement {

std::uint64_t digest_of(const Verdicts& verdicts) {
  std::uint64_t digest = 0;
  for (const auto& [name, verdict] : verdicts) {
    if (!verdict.out) continue;
    digest = combine64(digest, hash64(name));
    digest = combine64(digest, static_cast<std::uint64_t>(verdict.kind));
  }
  return digest;
}

}  // namespace meridian::agreement
