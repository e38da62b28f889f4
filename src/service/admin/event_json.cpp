#include "service/admin/event_json.hpp"

#include "service/admin/status_json.hpp"

namespace meridian::admin {

Json event_json(const events::Event& event) {
  return {{"number", event.number},
          {"at", time_json(event.at)},
          {"kind", events::to_string(event.kind)},
          {"subject", event.subject},
          {"text", event.text},
          {"by", event.by.empty() ? Json(nullptr) : Json(event.by)}};
}

std::string page_json(const events::EventRing::Page& page) {
  Json json{
      {"events", Json::array()}, {"next", page.next}, {"more", page.more}, {"lost", page.lost}};
  for (const events::Event& event : page.events) json["events"].push_back(event_json(event));
  return text_of(json);
}

std::string stream_text(const events::EventRing::Page& page) {
  std::string text;
  if (page.lost) text += ": events were lost\n\n";
  for (const events::Event& event : page.events)
    text += "id: " + std::to_string(event.number) +
            "\nevent: " + std::string(events::to_string(event.kind)) +
            "\ndata: " + event_json(event).dump(-1, ' ', false, Json::error_handler_t::replace) +
            "\n\n";
  return text;
}

}  // namespace meridian::admin
