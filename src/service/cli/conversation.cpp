#include "service/cli/conversation.hpp"

#include <ostream>

#include "service/cli/operate_text.hpp"

namespace meridian::cli {

namespace {

std::string detail_of(const AdminAnswer& answer) {
  const auto document = Conversation::Json::parse(answer.body, nullptr, false);
  if (document.is_object() && document.contains("detail") && document["detail"].is_string())
    return document["detail"].get<std::string>();
  return "the edge answered " + std::to_string(answer.status);
}

}  // namespace

int usage(std::ostream& err, const std::string& what) {
  err << "error: " << what << '\n';
  return kUsage;
}

Conversation::Conversation(const OperateOptions& options, std::ostream& out, std::ostream& err)
    : options_(options), out_(out), err_(err) {
  auto token = read_token(options.token_file);
  if (token.has_error())
    code_ = usage(err_, token.error().context);
  else
    token_ = std::move(*token);
}

std::optional<AdminAnswer> Conversation::ask(AdminRequest request) {
  if (code_ != 0) return std::nullopt;
  request.token = token_;
  auto answer = ask_admin(options_.admin, request);
  if (!answer) {
    err_ << "error: " << answer.error().context << '\n';
    code_ = answer.error().code == ErrorCode::invalid ? kUsage : kUnreachable;
    return std::nullopt;
  }
  if (answer->status == 200) return std::move(*answer);
  err_ << "error: " << detail_of(*answer) << '\n';
  if (options_.json) out_ << answer->body;
  code_ = kNegative;
  return std::nullopt;
}

std::optional<Conversation::Json> Conversation::tell(AdminRequest request, Write write) {
  const auto answer = ask(std::move(request));
  if (!answer) return std::nullopt;
  auto document = Json::parse(answer->body, nullptr, false);
  if (!document.is_object()) {
    err_ << "error: " << options_.admin << " did not answer with JSON; is it an edge?\n";
    code_ = kUnreachable;
    return std::nullopt;
  }
  if (options_.json)
    out_ << answer->body;
  else
    write(document, out_);
  return document;
}

int Conversation::show(AdminRequest request, Write write) {
  tell(std::move(request), write);
  return code_;
}

std::string Conversation::text_of(const Json& body) {
  return body.dump(-1, ' ', false, Json::error_handler_t::replace);
}

int Conversation::change(const std::string& method, const std::string& path, Json body, bool any) {
  return change_at(method, path, path, std::move(body), any);
}

int Conversation::change_at(const std::string& method, const std::string& where,
                            const std::string& path, Json body, bool any) {
  if (options_.reason.empty())
    return usage(err_, "say why: --reason \"..\"; it stands in the audit log");
  body["reason"] = options_.reason;
  if (!options_.expires_in.empty()) body["expires_in"] = options_.expires_in;
  if (!options_.skip_rules.empty()) body["skip_rules"] = options_.skip_rules;
  std::string if_match = "*";
  if (!any) {
    const auto stands = ask({.path = path});
    if (!stands) return code_;
    if_match = stands->tag;
  }
  return show(
      {.method = method, .path = where + query(), .body = text_of(body), .if_match = if_match},
      write_change);
}

std::string Conversation::query() const {
  std::string text;
  if (options_.dry_run) text += "?dry_run=true";
  if (options_.local) text += (text.empty() ? "?" : "&") + std::string("scope=local");
  return text;
}

}  // namespace meridian::cli
