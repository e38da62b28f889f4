#include "meridian/service/cli/ctl_operate.hpp"

#include <nlohmann/json.hpp>
#include <optional>
#include <ostream>

#include "meridian/core/base/text.hpp"
#include "meridian/io/tls/token.hpp"
#include "service/cli/admin_client.hpp"
#include "service/cli/operate_text.hpp"

namespace meridian::cli {

namespace {

using nlohmann::ordered_json;

constexpr int kRefused = 1;
constexpr int kUsage = 2;
constexpr int kUnreachable = 3;

int usage(std::ostream& err, const std::string& what) {
  err << "error: " << what << '\n';
  return kUsage;
}

// One conversation with the edge; what goes wrong is told once and kept as the exit code.
class Conversation {
 public:
  Conversation(const OperateOptions& options, std::ostream& out, std::ostream& err)
      : options_(options), out_(out), err_(err) {
    auto token = read_token(options.token_file);
    if (token.has_error())
      code_ = usage(err_, token.error().context);
    else
      token_ = std::move(*token);
  }

  int code() const { return code_; }

  // Nothing: it went wrong.
  std::optional<AdminAnswer> ask(AdminRequest request) {
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
    code_ = kRefused;
    return std::nullopt;
  }

  int show(const std::string& path, void (*write)(const ordered_json&, std::ostream&)) {
    const auto answer = ask({.path = path});
    if (answer) print(*answer, write);
    return code_;
  }

  // Changes what stands at `path` now, or (`any`) whatever stands there.
  int change(const std::string& method, const std::string& path, ordered_json body,
             bool any = false) {
    return change_at(method, path, path, std::move(body), any);
  }

  // The same of what is read at one path and changed at another.
  int change_at(const std::string& method, const std::string& where, const std::string& path,
                ordered_json body, bool any) {
    if (options_.reason.empty())
      return usage(err_, "say why: --reason \"..\"; it stands in the audit log");
    body["reason"] = options_.reason;
    if (!options_.expires_in.empty()) body["expires_in"] = options_.expires_in;
    std::string if_match = "*";
    if (!any) {
      const auto stands = ask({.path = path});
      if (!stands) return code_;
      if_match = stands->tag;
    }
    const auto answer =
        ask({.method = method,
             .path = where + query(),
             .body = body.dump(-1, ' ', false, ordered_json::error_handler_t::replace),
             .if_match = if_match});
    if (answer) print(*answer, write_change);
    return code_;
  }

 private:
  std::string query() const {
    std::string text;
    if (options_.dry_run) text += "?dry_run=true";
    if (options_.local) text += (text.empty() ? "?" : "&") + std::string("scope=local");
    return text;
  }

  static std::string detail_of(const AdminAnswer& answer) {
    const auto document = ordered_json::parse(answer.body, nullptr, false);
    if (document.is_object() && document.contains("detail") && document["detail"].is_string())
      return document["detail"].get<std::string>();
    return "the edge answered " + std::to_string(answer.status);
  }

  void print(const AdminAnswer& answer, void (*write)(const ordered_json&, std::ostream&)) {
    if (options_.json) {
      out_ << answer.body;
      return;
    }
    const auto document = ordered_json::parse(answer.body, nullptr, false);
    if (document.is_object()) return write(document, out_);
    err_ << "error: " << options_.admin << " did not answer with JSON; is it an edge?\n";
    code_ = kUnreachable;
  }

  const OperateOptions& options_;
  std::ostream& out_;
  std::ostream& err_;
  std::string token_;
  int code_ = 0;
};

std::string state_path(const std::string& target) {
  const std::size_t slash = target.find('/');
  if (slash == target.npos) return "/v1/regions/" + target + "/state";
  return "/v1/services/" + target.substr(0, slash) + "/upstreams/" + target.substr(slash + 1) +
         "/state";
}

int change_state(const OperateOptions& options, const char* state, std::ostream& out,
                 std::ostream& err) {
  if (options.words.size() != 1) return usage(err, "name one REGION, or SERVICE/REGION");
  const bool takes_out = std::string_view(state) != "enabled";
  return Conversation(options, out, err)
      .change("PUT", state_path(options.words[0]), {{"state", state}}, takes_out);
}

}  // namespace

int ctl_status(const OperateOptions& options, std::ostream& out, std::ostream& err) {
  return Conversation(options, out, err).show("/v1/status", write_status);
}

int ctl_weights(const OperateOptions& options, std::ostream& out, std::ostream& err) {
  if (options.words.empty()) return usage(err, "name a SERVICE");
  const std::string path = "/v1/services/" + options.words[0];
  Conversation conversation(options, out, err);
  if (options.words.size() == 1) return conversation.show(path, write_service);
  ordered_json weights = ordered_json::object();
  for (std::size_t i = 1; i < options.words.size(); ++i) {
    const std::string& word = options.words[i];
    const std::size_t equals = word.find('=');
    const auto weight = equals == word.npos
                            ? std::nullopt
                            : parse_decimal(std::string_view(word).substr(equals + 1));
    if (!weight) return usage(err, "'" + word + "' is no weight; write REGION=N");
    weights[word.substr(0, equals)] = *weight;
  }
  return conversation.change("PATCH", path + "/weights", {{"weights", std::move(weights)}});
}

int ctl_drain(const OperateOptions& options, std::ostream& out, std::ostream& err) {
  return change_state(options, "draining", out, err);
}

int ctl_disable(const OperateOptions& options, std::ostream& out, std::ostream& err) {
  return change_state(options, "disabled", out, err);
}

int ctl_enable(const OperateOptions& options, std::ostream& out, std::ostream& err) {
  return change_state(options, "enabled", out, err);
}

int ctl_primary(const OperateOptions& options, std::ostream& out, std::ostream& err) {
  if (options.words.size() != 2) return usage(err, "name a SERVICE and a REGION");
  return Conversation(options, out, err)
      .change("PUT", "/v1/services/" + options.words[0] + "/primary",
              {{"primary", options.words[1]}});
}

int ctl_overrides(const OperateOptions& options, std::ostream& out, std::ostream& err) {
  Conversation conversation(options, out, err);
  if (options.words.empty()) return conversation.show("/v1/overrides", write_overrides);
  const std::string& word = options.words[0];
  if (word == "conflicts" && options.words.size() == 1)
    return conversation.show("/v1/overrides/conflicts", write_conflicts);
  if (options.words.size() == 2 && word == "rm")
    return conversation.change("DELETE", "/v1/overrides/" + options.words[1],
                               ordered_json::object());
  if (options.words.size() == 2 && word == "adopt")
    return conversation.change_at("POST", "/v1/overrides/conflicts/" + options.words[1] + "/adopt",
                                  "/v1/overrides", ordered_json::object(), false);
  return usage(
      err, "write `overrides`, `overrides rm ID`, `overrides conflicts` or `overrides adopt ID`");
}

int ctl_token_new(const OperateOptions& options, std::ostream& out, std::ostream& /*err*/) {
  const std::string token = tls::random_token();
  const std::string digest = tls::to_string(tls::sha256(token));
  if (options.json) {
    out << ordered_json{{"token", token}, {"sha256", digest}}.dump(2) << '\n';
    return 0;
  }
  out << "token   " << token << "\nsha256  " << digest
      << "\n\nGive the token to whoever is to use it, and write the SHA-256 into the file that\n"
         "`admin.tokens[].sha256_file` names. The token is not shown again.\n";
  return 0;
}

}  // namespace meridian::cli
