// Events as JSON, and as server-sent events.
#pragma once

#include <string>

#include "meridian/core/events/event_ring.hpp"
#include "service/admin/json.hpp"

namespace meridian::admin {

Json event_json(const events::Event& event);
std::string page_json(const events::EventRing::Page& page);
// "id: 7\nevent: health\ndata: {..}\n\n" for each of them.
std::string stream_text(const events::EventRing::Page& page);

}  // namespace meridian::admin
