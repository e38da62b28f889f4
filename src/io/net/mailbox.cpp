#include "meridian/io/net/mailbox.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <utility>

#include "meridian/core/base/check.hpp"
#include "meridian/core/base/limits.hpp"

namespace meridian::net {

Mailbox::Mailbox(Reactor& reactor)
    : reactor_(reactor), event_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  MERIDIAN_CHECK(event_ >= 0);
  reactor_.add_level(event_, *this);
}

Mailbox::~Mailbox() {
  reactor_.forget(*this);
  ::close(event_);
}

void Mailbox::post(std::function<void()> message) {
  {
    const std::lock_guard lock(mutex_);
    MERIDIAN_CHECK(messages_.size() < limits::kMailboxMax);
    messages_.push_back(std::move(message));
  }
  const eventfd_t one = 1;
  eventfd_write(event_, one);
}

void Mailbox::on_ready(Readiness /*readiness*/) {
  eventfd_t ignored = 0;
  eventfd_read(event_, &ignored);
  std::vector<std::function<void()>> messages;
  {
    const std::lock_guard lock(mutex_);
    messages.swap(messages_);
  }
  for (auto& message : messages) message();
}

}  // namespace meridian::net
