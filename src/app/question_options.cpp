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
}

}  // namespace meridian::app
