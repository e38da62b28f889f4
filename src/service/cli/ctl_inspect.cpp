#include "meridian/service/cli/ctl_inspect.hpp"

#include <fstream>
#include <nlohmann/json.hpp>
#include <ostream>

#include "meridian/core/base/limits.hpp"
#include "service/cli/conversation.hpp"
#include "service/cli/field_text.hpp"
#include "service/cli/inspect_text.hpp"

namespace meridian::cli {

namespace {

int no_reason(std::ostream& err) {
  return usage(err, "say why: --reason \"..\"; it stands in the audit log");
}

// One byte more than is allowed tells the edge that it is too long.
Result<std::string> read_config_text(const std::string& name) {
  std::ifstream file(name, std::ios::binary);
  std::string text(limits::kConfigBytesMax + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (file.good() || file.eof()) return text;
  return Error{ErrorCode::not_found, ErrorSource::file, false, name + " cannot be read"};
}

int validate(const OperateOptions& options, std::ostream& out, std::ostream& err) {
  if (options.words.size() != 2) return usage(err, "name the FILE");
  const auto text = read_config_text(options.words[1]);
  if (!text) return usage(err, text.error().context);
  Conversation conversation(options, out, err);
  const auto verdict = conversation.tell({.method = "POST",
                                          .path = "/v1/config/validate",
                                          .body = Conversation::text_of({{"config", *text}})},
                                         write_verdict);
  if (!verdict) return conversation.code();
  return at(*verdict, "valid") == Conversation::Json(true) ? kDone : kNegative;
}

}  // namespace

int ctl_events(const OperateOptions& options, std::ostream& out, std::ostream& err) {
  return Conversation(options, out, err).show({.path = "/v1/events"}, write_events);
}

int ctl_config(const OperateOptions& options, std::ostream& out, std::ostream& err) {
  const std::string word = options.words.empty() ? "" : options.words[0];
  if (word == "validate") return validate(options, out, err);
  if (options.words.size() > 1 || (!word.empty() && word != "diff" && word != "reload"))
    return usage(err, "write nothing, diff, reload, or validate FILE");
  Conversation conversation(options, out, err);
  if (word.empty()) return conversation.show({.path = "/v1/config"}, write_settings);
  if (word == "diff") return conversation.show({.path = "/v1/config/diff"}, write_config_diff);
  if (options.reason.empty()) return no_reason(err);
  return conversation.show({.method = "POST",
                            .path = "/v1/config/reload",
                            .body = Conversation::text_of({{"reason", options.reason}})},
                           write_reloaded);
}

int ctl_log_level(const OperateOptions& options, std::ostream& out, std::ostream& err) {
  Conversation conversation(options, out, err);
  if (options.words.empty()) return conversation.show({.path = "/v1/log-level"}, write_log_level);
  if (options.words.size() > 1) return usage(err, "write one level");
  if (options.reason.empty()) return no_reason(err);
  const auto stands = conversation.ask({.path = "/v1/log-level"});
  if (!stands) return conversation.code();
  return conversation.show(
      {.method = "PUT",
       .path = "/v1/log-level",
       .body = Conversation::text_of({{"level", options.words[0]}, {"reason", options.reason}}),
       .if_match = stands->tag},
      write_log_level);
}

int ctl_certificates(const OperateOptions& options, std::ostream& out, std::ostream& err) {
  return Conversation(options, out, err).show({.path = "/v1/certificates"}, write_certificates);
}

}  // namespace meridian::cli
