#include "service/proxy/first_decision.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "meridian/core/base/text.hpp"

namespace meridian::proxy {

void FirstDecision::take(PinnedSnapshot* pinned, const routing::Decision& decision,
                         const geo::Place& place, std::span<const std::uint32_t> in_flight) {
  pinned_ = pinned;
  outcome_ = decision.outcome;
  region_ = decision.outcome == routing::Outcome::forward
                ? std::string_view(decision.candidate(0).region)
                : std::string_view();
  place_ = place;
  load_count_ = 0;
  if (decision.service == nullptr || !decision.service->reads_load) return;
  for (const routing::UpstreamView& upstream : decision.service->upstreams)
    load_[load_count_++] = in_flight[index_of(upstream.id)];
}

PinnedSnapshot* FirstDecision::let_go(const PinnedSnapshot* current) {
  PinnedSnapshot* mine = std::exchange(pinned_, nullptr);
  return mine == current ? nullptr : mine;
}

void FirstDecision::describe(observability::AccessRecord& record, std::string_view raw_head,
                             http::RequestHead& scratch, std::span<char> room) const {
  record.outcome = outcome_;
  record.decided = region_;
  record.load = {reinterpret_cast<const char*>(load_.data()), load_count_ * sizeof(std::uint32_t)};
  const std::vector<LoggedField>& wanted = snapshot().logged_fields;
  if (wanted.empty()) return;
  const auto parsed = http::parse_request_head(raw_head, limits::kHeadBytesMax, scratch);
  if (parsed.state == http::HeadState::complete)
    describe_fields(scratch.fields.span(), wanted, room, record);
}

std::vector<LoggedField> logged_fields(const config::Config& config) {
  std::map<std::string, bool> by_value;
  const auto add = [&by_value](const std::vector<config::HeaderMatch>& matches) {
    for (const config::HeaderMatch& match : matches)
      by_value[match.name] = by_value[match.name] || !match.present_only;
  };
  for (const config::Route& route : config.routes) {
    add(route.headers);
    if (route.canary) add(route.canary->headers);
  }
  for (const config::Service& service : config.services)
    if (service.affinity.by == config::AffinityBy::header) by_value[service.affinity.header] = true;
  std::vector<LoggedField> fields;
  for (const auto& [name, compared] : by_value) fields.push_back({name, compared});
  return fields;
}

void describe_fields(std::span<const http::Field> fields, const std::vector<LoggedField>& wanted,
                     std::span<char> room, observability::AccessRecord& record) {
  char* end = room.data();
  for (const LoggedField& name : wanted)
    for (const http::Field& field : fields) {
      if (!equals_ignoring_case(field.name, name.name)) continue;
      const std::string_view value = name.by_value ? field.value : std::string_view();
      const std::size_t used = static_cast<std::size_t>(end - room.data());
      if (room.size() - used < name.name.size() + value.size() + 2) {
        record.fields_cut = true;
        continue;
      }
      end = std::copy(name.name.begin(), name.name.end(), end);
      *end++ = '\0';
      end = std::copy(value.begin(), value.end(), end);
      *end++ = '\0';
    }
  record.fields = {room.data(), static_cast<std::size_t>(end - room.data())};
}

}  // namespace meridian::proxy
