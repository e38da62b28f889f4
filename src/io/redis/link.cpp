#include "io/redis/link.hpp"

#include "io/redis/link_body.hpp"

namespace meridian::redis {

Link::Link(boost::asio::io_context& io, LinkSettings settings, std::uint64_t seed)
    : body_(std::make_shared<Body>(io, std::move(settings), seed)) {
  body_->start();
}

Link::~Link() {
  body_->stop();
}

void Link::send(Words command, Then then) {
  body_->call({std::move(command), {}, body_->deadline(), std::move(then)});
}

void Link::eval(const Script& script, const Words& keys, const Words& arguments, Then then) {
  Words command{"EVALSHA", script.hash, std::to_string(keys.size())};
  command.insert(command.end(), keys.begin(), keys.end());
  command.insert(command.end(), arguments.begin(), arguments.end());
  body_->call({std::move(command), script.text, body_->deadline(), std::move(then)});
}

void Link::subscribe(const std::string& channel, std::function<void(std::string_view)> message) {
  body_->subscribe(channel, std::move(message));
}

void Link::on_up(std::function<void()> up) {
  body_->on_up(std::move(up));
}

bool Link::up() const {
  return body_->up();
}

LinkStatus Link::status() const {
  return body_->status();
}

}  // namespace meridian::redis
