// Any bytes as a chunked body, in reads cut where the input says: every cutting gives the same
// content, and what is sent on decodes to it again.
#include <cstdint>
#include <string>
#include <vector>

#include "meridian/core/base/check.hpp"
#include "meridian/core/http/body.hpp"

namespace {

using namespace meridian;
using namespace meridian::http;

struct Relayed {
  std::string bytes;
  std::size_t consumed = 0;
  BodyState state = BodyState::more;
};

// `step`: bytes per read.
Relayed relay(std::string_view text, OutFraming out_framing, std::size_t step) {
  BodyRelay relay;
  relay.begin({BodyKind::chunked, 0, true}, out_framing);
  std::vector<char> area(step + kRelayScratchExtra);
  Output scratch(area.data(), area.size());
  Relayed all;
  while (all.state == BodyState::more && all.consumed < text.size()) {
    const std::string part(text.substr(all.consumed, step));
    const BodyRelay::Step taken = relay.next(part, scratch);
    MERIDIAN_CHECK(taken.consumed <= part.size());
    MERIDIAN_CHECK(taken.state != BodyState::more || taken.consumed == part.size());
    all.consumed += taken.consumed;
    all.state = taken.state;
    if (taken.state != BodyState::refused) all.bytes += taken.bytes;
  }
  MERIDIAN_CHECK(all.state != BodyState::refused || !relay.decoder().ends_at_close());
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t step = 1 + data[0] % 64U;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const Relayed whole = relay(text, OutFraming::content_only, size);
  const Relayed cut = relay(text, OutFraming::content_only, step);
  MERIDIAN_CHECK(cut.state == whole.state);
  const Relayed same_whole = relay(text, OutFraming::same, size);
  const Relayed same_cut = relay(text, OutFraming::same, step);
  MERIDIAN_CHECK(same_whole.state == whole.state && same_cut.state == whole.state);
  if (whole.state == BodyState::refused) return 0;
  MERIDIAN_CHECK(cut.bytes == whole.bytes && cut.consumed == whole.consumed);
  MERIDIAN_CHECK(same_cut.bytes == same_whole.bytes);
  if (whole.state != BodyState::complete) return 0;
  const Relayed again = relay(same_whole.bytes, OutFraming::content_only, same_whole.bytes.size());
  MERIDIAN_CHECK(again.state == BodyState::complete && again.bytes == whole.bytes);
  MERIDIAN_CHECK(again.consumed == same_whole.bytes.size());
  const Relayed twice = relay(same_whole.bytes, OutFraming::same, step);
  MERIDIAN_CHECK(twice.bytes == same_whole.bytes);  // nothing is left to take out
  return 0;
}
