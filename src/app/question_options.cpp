#include "app/question_options.hpp"

namespace meridian::app {

void add_question_options(CLI::App& command, cli::ExplainOptions& options) {
  command.add_option("--ip", options.ip, "the client's address");
  command.add_option("--host", options.host, "the host it asks for");
  command.add_option("--path", options.path, "the path it asks for")->capture_default_str();
  command.add_option("--method", options.method, "its method")->capture_default_str();
  command.add_option("--header", options.headers, "a header, 'Name: value'; repeatable");
  command.add_option("--down", options.down, "REGION or SERVICE/REGION that is out; repeatable");
  command.add_option("--pin", options.pin, "REGION that the client is pinned to");
  command.add_option("--tried", options.tried,
                     "REGION that has failed this request already; repeatable");
  command.add_option("--explore-window", options.explore_window,
                     "N: the window of `explore`, as a line of the access log says; none: it "
                     "explores nothing");
}

void add_change_options(CLI::App& command, cli::SimulateOptions& options) {
  command.add_option("--down", options.down, "REGION or SERVICE/REGION that is out; repeatable");
  command.add_option("--drain", options.drain, "REGION or SERVICE/REGION that drains; repeatable");
  command.add_option("--weight", options.weights, "SERVICE/REGION=N; repeatable");
}

}  // namespace meridian::app
