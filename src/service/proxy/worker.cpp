#include "meridian/service/proxy/worker.hpp"

#include <pthread.h>

#include <string>
#include <thread>

#include "service/proxy/exchange.hpp"
#include "service/proxy/session.hpp"
#include "service/proxy/worker_core.hpp"

namespace meridian::proxy {

struct Worker::Body {
  explicit Body(WorkerSetup setup) : core(std::move(setup)) {}
  WorkerCore core;
  std::thread thread;
};

Worker::Worker() = default;

Result<std::unique_ptr<Worker>> Worker::start(WorkerSetup setup) {
  const std::size_t index = setup.index;
  std::unique_ptr<Worker> worker(new Worker);
  worker->body_ = std::make_unique<Body>(std::move(setup));
  auto opened = worker->body_->core.open_listeners();
  if (opened.has_error()) return opened.error();
  worker->body_->thread = std::thread([core = &worker->body_->core] { core->run(); });
  pthread_setname_np(worker->body_->thread.native_handle(),
                     ("worker-" + std::to_string(index)).c_str());
  return worker;
}

Worker::~Worker() {
  if (body_ == nullptr || !body_->thread.joinable()) return;
  body_->core.mailbox.post([core = &body_->core] { core->stop(); });
  body_->thread.join();
}

void Worker::accept() {
  body_->core.mailbox.post([core = &body_->core] { core->accept(); });
}

void Worker::publish(std::shared_ptr<const Snapshot> snapshot, std::function<void()> adopted) {
  body_->core.mailbox.post([core = &body_->core, snapshot = std::move(snapshot),
                            adopted = std::move(adopted)]() mutable {
    core->adopt(std::move(snapshot));
    adopted();
  });
}

void Worker::ask(std::function<void()> answer) {
  body_->core.mailbox.post(std::move(answer));
}

void Worker::publish_credentials(const config::Listener& listener,
                                 std::shared_ptr<const tls::Credentials> credentials) {
  body_->core.mailbox.post(
      [core = &body_->core, listener, credentials = std::move(credentials)]() mutable {
        core->adopt_credentials(listener, std::move(credentials));
      });
}

void Worker::publish_tickets(std::shared_ptr<const tls::TicketKeys> tickets) {
  body_->core.mailbox.post([core = &body_->core, tickets = std::move(tickets)]() mutable {
    core->adopt_tickets(std::move(tickets));
  });
}

void Worker::drain(milliseconds time) {
  body_->core.mailbox.post([core = &body_->core, time] { core->drain(time); });
}

}  // namespace meridian::proxy
