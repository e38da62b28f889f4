// Work for the background thread, awaited on the control thread.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <utility>

namespace meridian::admin {

class Background {
 public:
  explicit Background(boost::asio::any_io_executor executor) : executor_(std::move(executor)) {}

  // Runs `job` there; goes on where it was called.
  template <class T>
  boost::asio::awaitable<T> run(std::function<T()> job) const {
    co_return co_await boost::asio::co_spawn(executor_, perform<T>(std::move(job)),
                                             boost::asio::use_awaitable);
  }

 private:
  template <class T>
  static boost::asio::awaitable<T> perform(std::function<T()> job) {
    co_return job();
  }

  boost::asio::any_io_executor executor_;
};

}  // namespace meridian::admin
