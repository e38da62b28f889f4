#include "app/config_watch.hpp"

#include <boost/asio/post.hpp>
#include <utility>
#include <vector>

namespace meridian::app {

namespace asio = boost::asio;

ConfigWatch::ConfigWatch(asio::io_context& control, asio::thread_pool& background, std::string file,
                         std::function<void()> changed)
    : control_(control),
      background_(background),
      file_(std::move(file)),
      changed_(std::move(changed)),
      timer_(control) {}

void ConfigWatch::set(bool on) {
  if (on == (watch_ != nullptr)) return;
  timer_.cancel();
  watch_ = on ? std::make_shared<files::Watch>(std::vector{file_}) : nullptr;
  if (on) look_later();
}

void ConfigWatch::look_later() {
  timer_.expires_after(kLookInterval);
  timer_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    asio::post(background_, [this, watch = watch_] {
      const bool changed = watch->changed();
      asio::post(control_, [this, watch, changed] {
        if (watch != watch_) return;  // switched off meanwhile
        if (changed) changed_();
        look_later();
      });
    });
  });
}

}  // namespace meridian::app
