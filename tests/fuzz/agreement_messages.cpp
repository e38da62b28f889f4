// The readers of what edges and stores tell each other, on arbitrary bytes: they end without
// throwing, and what they accept reads the same once it is written again. A report that is read is
// also taken, so that the store's tallies hold for whatever edges say.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "meridian/core/agreement/messages.hpp"
#include "meridian/core/agreement/store_model.hpp"
#include "meridian/core/base/check.hpp"

namespace agreement = meridian::agreement;

namespace {

void take(const agreement::Report& report) {
  agreement::StoreModel store;
  const auto run = [&](std::int64_t second) {
    const auto answer = store.report(report, agreement::StoreTime(std::chrono::seconds(second)), 1);
    const auto read = agreement::decode_answer(agreement::encode(answer));
    MERIDIAN_CHECK(read.has_value() && *read == answer);
  };
  for (const std::int64_t second : {0, 1, 100, 10'000}) run(second);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  if (const auto report = agreement::decode_report(text)) {
    const std::string again = agreement::encode(*report);
    const auto second = agreement::decode_report(again);
    MERIDIAN_CHECK(second.has_value() && agreement::encode(*second) == again);
    take(*report);
  }
  if (const auto answer = agreement::decode_answer(text))
    MERIDIAN_CHECK(*agreement::decode_answer(agreement::encode(*answer)) == *answer);
  if (const auto edges = agreement::decode_edges(text))
    MERIDIAN_CHECK(*agreement::decode_edges(agreement::encode(*edges)) == *edges);
  if (const auto events = agreement::decode_events(text))
    MERIDIAN_CHECK(*agreement::decode_events(agreement::encode(*events)) == *events);
  return 0;
}
