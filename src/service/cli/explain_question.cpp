#include "service/cli/explain_question.hpp"

#include "meridian/core/base/text.hpp"

namespace meridian::cli {

Result<what_if::Question> question_of(const ExplainOptions& options) {
  what_if::Question question;
  question.host = options.host;
  question.path = options.path;
  question.method = options.method;
  question.down = options.down;
  question.pin = options.pin;
  question.tried = options.tried;
  question.explore_window = options.explore_window;
  for (const std::string& header : options.headers) {
    const std::size_t colon = header.find(':');
    if (colon == std::string::npos || colon == 0)
      return Error{ErrorCode::invalid, ErrorSource::client, false,
                   "header `" + header + "` is not of the form `Name: value`"};
    question.headers.emplace_back(header.substr(0, colon),
                                  trim(std::string_view(header).substr(colon + 1)));
  }
  return what_if::complete(std::move(question), options.ip);
}

}  // namespace meridian::cli
