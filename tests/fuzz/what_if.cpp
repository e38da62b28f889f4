// The readers of questions, that is of requests to explain and of changes to simulate, on arbitrary
// bytes: they end without throwing, and what they accept keeps to their bounds.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "meridian/core/base/check.hpp"
#include "meridian/core/base/limits.hpp"
#include "meridian/service/what_if/live_simulation.hpp"
#include "meridian/service/what_if/question.hpp"

namespace what_if = meridian::what_if;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  if (const auto question = what_if::question_of_json(text)) {
    MERIDIAN_CHECK(!question->host.empty());
    MERIDIAN_CHECK(question->path.empty() || question->path[0] == '/' || question->path == "*");
    MERIDIAN_CHECK(question->down.size() <= meridian::limits::kWhatIfNamesMax);
    MERIDIAN_CHECK(question->fields().size() == question->headers.size());
  } else {
    MERIDIAN_CHECK(!question.error().context.empty());
  }
  if (const auto asked = what_if::simulation_of_json(text)) {
    MERIDIAN_CHECK(asked->clients != 0 && asked->clients <= meridian::limits::kLiveClientsMax);
    MERIDIAN_CHECK(asked->weights.size() <= meridian::limits::kWhatIfNamesMax);
  }
  return 0;
}
