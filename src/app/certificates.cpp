#include "app/certificates.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

#include "meridian/io/observability/log.hpp"

namespace meridian::app {

namespace asio = boost::asio;
using observability::log_error;
using observability::log_info;

namespace {

std::vector<std::string> files_of(const config::Listener& listener) {
  std::vector<std::string> files;
  for (const config::Certificate& pair : listener.certificates) {
    files.push_back(pair.cert);
    files.push_back(pair.key);
    files.push_back(pair.ocsp);
  }
  files.push_back(listener.tls.client_certificates.ca_file);
  for (const config::TlsPolicy& policy : listener.tls_hosts)
    files.push_back(policy.client_certificates.ca_file);
  std::erase(files, "");
  return files;
}

std::string describe(const tls::Credentials& credentials) {
  const auto summaries = credentials.summaries();
  auto first = WallTime::max();
  for (const auto& summary : summaries) first = std::min(first, summary.not_after);
  const auto left =
      std::chrono::duration_cast<std::chrono::hours>(first - std::chrono::system_clock::now());
  return std::to_string(summaries.size()) + " certificates taken; the first of them ends in " +
         std::to_string(left.count() / 24) + " days";
}

}  // namespace

Certificates::Certificates(asio::io_context& control, asio::thread_pool& background,
                           Publish publish)
    : control_(control),
      background_(background),
      publish_(std::move(publish)),
      timer_(control),
      watched_(std::make_shared<std::vector<Watched>>()) {}

Certificates::WatchedList Certificates::listeners_of(const config::Config& config) {
  auto list = std::make_shared<std::vector<Watched>>();
  for (const config::Listener& listener : config.listeners)
    if (listener.protocol == config::ListenerProtocol::https)
      list->push_back({listener, files::Watch(files_of(listener))});
  return list;
}

// What a worker could not make a context of is refused here, where it costs no traffic.
Result<Certificates::Loaded> Certificates::load(const config::Listener& listener) {
  auto credentials = tls::Credentials::load_for(listener);
  if (credentials.has_error()) return credentials.error();
  const auto keys = std::make_shared<const tls::TicketKeys>(tls::TicketKeys::random());
  auto trial = tls::ServerContext::make(*credentials, listener, keys);
  if (trial.has_error()) return trial.error();
  return *credentials;
}

Result<bool> Certificates::open(const config::Config& config) {
  watched_ = listeners_of(config);
  for (const Watched& one : *watched_) {
    auto loaded = load(one.listener);
    if (loaded.has_error()) return loaded.error();
    current_.push_back({one.listener.name, std::move(*loaded)});
  }
  return true;
}

void Certificates::watch() {
  timer_.expires_after(kLookInterval);
  timer_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    look();
    watch();
  });
}

void Certificates::look() {
  asio::post(background_, [this, watched = watched_] {
    std::vector<Outcome> outcomes;
    for (Watched& one : *watched)
      if (one.files.changed()) outcomes.push_back({one.listener, load(one.listener)});
    if (outcomes.empty()) return;
    asio::post(control_, [this, watched, outcomes = std::move(outcomes)] {
      if (watched == watched_) take(outcomes);  // else another config came meanwhile
    });
  });
}

void Certificates::reload(std::shared_ptr<const config::Config> config) {
  asio::post(background_, [this, config = std::move(config)] {
    auto watched = listeners_of(*config);
    std::vector<Outcome> outcomes;
    for (const Watched& one : *watched) outcomes.push_back({one.listener, load(one.listener)});
    asio::post(control_, [this, watched, outcomes = std::move(outcomes)] {
      watched_ = watched;
      take(outcomes);
    });
  });
}

void Certificates::take(const std::vector<Outcome>& outcomes) {
  for (const Outcome& outcome : outcomes) take(outcome);
}

void Certificates::take(const Outcome& outcome) {
  const std::string& name = outcome.listener.name;
  const auto current = std::find_if(current_.begin(), current_.end(),
                                    [&](const Current& one) { return one.listener == name; });
  if (current == current_.end()) return;  // a listener that comes with the next start
  if (outcome.loaded.has_error()) {
    ++failures_;
    return log_error("tls", "listener " + name + ": " + outcome.loaded.error().context +
                                "; the old certificates go on");
  }
  ++reloads_;
  current->credentials = *outcome.loaded;
  publish_(outcome.listener, current->credentials);
  log_info("tls", "listener " + name + ": " + describe(*current->credentials));
}

Certificates::Loaded Certificates::of(const std::string& listener) const {
  for (const Current& one : current_)
    if (one.listener == listener) return one.credentials;
  return nullptr;
}

std::vector<admin::CertificateStatus> Certificates::status() const {
  std::vector<admin::CertificateStatus> list;
  for (const Current& one : current_)
    for (const auto& summary : one.credentials->summaries())
      list.push_back(
          {one.listener, summary.file, summary.names, summary.key_type, summary.not_after});
  return list;
}

void Certificates::add_to(observability::Gauges& gauges) const {
  gauges.certificate_reloads = reloads_;
  gauges.certificate_reload_failures = failures_;
  for (const Current& one : current_)
    for (const auto& summary : one.credentials->summaries())
      gauges.certificates.push_back(
          {one.listener, summary.file, summary.not_after, summary.ocsp_file, summary.ocsp_expires});
}

}  // namespace meridian::app
