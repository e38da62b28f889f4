#include "service/admin/event_resource.hpp"

#include <optional>
#include <utility>

#include "meridian/core/base/text.hpp"
#include "service/admin/event_json.hpp"

namespace meridian::admin {

namespace {

std::optional<std::uint64_t> number_of(const Call& call, const char* name, std::uint64_t absent) {
  const auto at = call.query.find(name);
  return at == call.query.end() ? absent : parse_decimal(at->second);
}

}  // namespace

EventResource::EventResource(std::shared_ptr<EventFeed> feed) : feed_(std::move(feed)) {}

Reply EventResource::list(const Call& call) const {
  const auto limit = number_of(call, "limit", limits::kEventsPerPage);
  const auto after = number_of(call, "after", 0);
  if (!limit || !after || *limit == 0 || *limit > limits::kEventsPerPage)
    return rule_broken(
        400, "after is a number, and limit one from 1 to " + std::to_string(limits::kEventsPerPage),
        {"query"});
  const events::EventRing& ring = feed_->ring();
  return {.body = page_json(call.query.contains("after") ? ring.after(*after, *limit)
                                                         : ring.newest(*limit))};
}

Reply EventResource::stream(const Call& call) const {
  const auto field = call.request["Last-Event-ID"];
  auto after = std::optional(feed_->ring().last());
  if (call.query.contains("after"))
    after = number_of(call, "after", 0);
  else if (!field.empty())
    after = parse_decimal(std::string_view(field.data(), field.size()));
  if (!after) return rule_broken(400, "after is the number of an event", {"query"});
  Reply reply{.content_type = "text/event-stream"};
  reply.stream_after = *after;
  return reply;
}

}  // namespace meridian::admin
