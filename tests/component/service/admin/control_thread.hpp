// The two threads that the admin server lives on: a control loop, and one for work in the
// background.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <functional>
#include <future>
#include <thread>

namespace meridian::test {

class ControlThread {
 public:
  // Ends the loop when it has nothing left to do.
  ~ControlThread() {
    work_.reset();
    thread_.join();
    background_.join();
  }

  // Runs on the control thread and waits for it.
  void run(std::function<void()> job) {
    std::promise<void> done;
    boost::asio::post(io_, [&] {
      job();
      done.set_value();
    });
    done.get_future().get();
  }

  boost::asio::io_context& io() { return io_; }
  boost::asio::any_io_executor background() { return background_.get_executor(); }
  std::thread::id id() const { return thread_.get_id(); }

 private:
  boost::asio::io_context io_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{
      io_.get_executor()};
  boost::asio::thread_pool background_{1};
  std::thread thread_{[this] { io_.run(); }};
};

}  // namespace meridian::test
