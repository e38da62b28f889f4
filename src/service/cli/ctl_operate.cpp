#include "meridian/service/cli/ctl_operate.hpp"

#include <nlohmann/json.hpp>
#include <ostream>

#include "meridian/core/base/text.hpp"
#include "meridian/io/tls/token.hpp"
#include "service/cli/conversation.hpp"
#include "service/cli/operate_text.hpp"

namespace meridian::cli {

namespace {

using nlohmann::ordered_json;

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
  return Conversation(options, out, err).show({.path = "/v1/status"}, write_status);
}

int ctl_weights(const OperateOptions& options, std::ostream& out, std::ostream& err) {
  if (options.words.empty()) return usage(err, "name a SERVICE");
  const std::string path = "/v1/services/" + options.words[0];
  Conversation conversation(options, out, err);
  if (options.words.size() == 1) return conversation.show({.path = path}, write_service);
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
  if (options.words.empty()) return conversation.show({.path = "/v1/overrides"}, write_overrides);
  const std::string& word = options.words[0];
  if (word == "conflicts" && options.words.size() == 1)
    return conversation.show({.path = "/v1/overrides/conflicts"}, write_conflicts);
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
