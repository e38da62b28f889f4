// Answers /v1/events, and says from where /v1/events/stream goes on. Control thread.
#pragma once

#include <memory>

#include "meridian/service/admin/event_feed.hpp"
#include "service/admin/call.hpp"
#include "service/admin/reply.hpp"

namespace meridian::admin {

class EventResource {
 public:
  explicit EventResource(std::shared_ptr<EventFeed> feed);

  // The newest ones, or those after a number.
  Reply list(const Call& call) const;
  // `stream_after` of the reply: the number that is asked for, or that a client was told last
  // before it lost the connection; else what happens from now on.
  Reply stream(const Call& call) const;

 private:
  std::shared_ptr<EventFeed> feed_;
};

}  // namespace meridian::admin
