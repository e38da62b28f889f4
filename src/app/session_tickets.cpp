#include "app/session_tickets.hpp"

#include <boost/asio/post.hpp>
#include <utility>

#include "meridian/io/observability/log.hpp"

namespace meridian::app {

namespace asio = boost::asio;
using observability::log_error;
using observability::log_info;

namespace {

Instant now() {
  return std::chrono::steady_clock::now();
}

Result<SessionTickets::Keys> load(const std::vector<std::string>& files) {
  auto keys = tls::TicketKeys::load(files);
  if (keys.has_error()) {
    Error error = keys.error();
    error.context = "session_tickets.key_files: " + error.context;
    return error;
  }
  return std::make_shared<const tls::TicketKeys>(*keys);
}

}  // namespace

SessionTickets::SessionTickets(asio::io_context& control, asio::thread_pool& background,
                               Publish publish)
    : control_(control),
      background_(background),
      publish_(std::move(publish)),
      timer_(control),
      source_(source_of({})),
      current_(std::make_shared<const tls::TicketKeys>(tls::TicketKeys::random())),
      own_since_(now()) {}

std::shared_ptr<SessionTickets::Source> SessionTickets::source_of(
    const config::SessionTickets& settings) {
  return std::make_shared<Source>(Source{settings.key_files, files::Watch(settings.key_files)});
}

Result<bool> SessionTickets::open(const config::SessionTickets& settings) {
  source_ = source_of(settings);
  if (settings.key_files.empty()) return true;
  auto loaded = load(settings.key_files);
  if (loaded.has_error()) return loaded.error();
  current_ = std::move(*loaded);
  return true;
}

void SessionTickets::watch() {
  timer_.expires_after(kLookInterval);
  timer_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    if (source_->files.empty())
      renew_own();
    else
      look();
    watch();
  });
}

void SessionTickets::renew_own() {
  if (now() - own_since_ < kOwnKeyLife) return;
  own_since_ = now();
  use(std::make_shared<const tls::TicketKeys>(current_->renewed()));
}

void SessionTickets::look() {
  asio::post(background_, [this, source = source_] {
    if (!source->watch.changed()) return;
    asio::post(control_, [this, source, loaded = load(source->files)] {
      if (source == source_) take(loaded);  // else another config came meanwhile
    });
  });
}

// Where files give way to own keys, tickets of before stay good until these are renewed twice.
void SessionTickets::reload(const config::SessionTickets& settings) {
  asio::post(background_, [this, source = source_of(settings)] {
    if (source->files.empty())
      return asio::post(control_, [this, source] {
        const bool had_files = !std::exchange(source_, source)->files.empty();
        if (had_files) own_since_ = Instant{};
      });
    asio::post(control_, [this, source, loaded = load(source->files)] {
      source_ = source;
      take(loaded);
    });
  });
}

void SessionTickets::take(const Result<Keys>& loaded) {
  if (loaded.has_error()) {
    ++failures_;
    return log_error("tls", loaded.error().context + "; the old keys go on");
  }
  ++reloads_;
  if (**loaded == *current_) return;
  use(*loaded);
  log_info("tls", "new session ticket keys taken");
}

void SessionTickets::use(Keys keys) {
  current_ = std::move(keys);
  publish_(current_);
}

void SessionTickets::add_to(observability::Gauges& gauges) const {
  gauges.ticket_key_reloads = reloads_;
  gauges.ticket_key_reload_failures = failures_;
}

}  // namespace meridian::app
