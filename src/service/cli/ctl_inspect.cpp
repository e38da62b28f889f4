#include "meridian/service/cli/ctl_inspect.hpp"

#include "service/cli/conversation.hpp"
#include "service/cli/inspect_text.hpp"

namespace meridian::cli {

int ctl_events(const OperateOptions& options, std::ostream& out, std::ostream& err) {
  return Conversation(options, out, err).show({.path = "/v1/events"}, write_events);
}

}  // namespace meridian::cli
