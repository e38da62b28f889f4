// One conversation with an edge; what goes wrong is told once and kept as the exit code.
#pragma once

#include <iosfwd>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "meridian/service/cli/ctl_operate.hpp"
#include "meridian/service/cli/exit_codes.hpp"
#include "service/cli/admin_client.hpp"

namespace meridian::cli {

// Tells what is wrong with the command; the exit code for it.
int usage(std::ostream& err, const std::string& what);

class Conversation {
 public:
  using Json = nlohmann::ordered_json;
  using Write = void (*)(const Json&, std::ostream&);

  Conversation(const OperateOptions& options, std::ostream& out, std::ostream& err);

  int code() const { return code_; }

  // Nothing: it went wrong.
  std::optional<AdminAnswer> ask(AdminRequest request);
  // Asks, and prints what is answered; the answer. Nothing: it went wrong.
  std::optional<Json> tell(AdminRequest request, Write write);
  // The same; the exit code.
  int show(AdminRequest request, Write write);
  // Changes what stands at `path` now, or (`any`) whatever stands there.
  int change(const std::string& method, const std::string& path, Json body, bool any = false);
  // The same of what is read at `path` and changed at `where`.
  int change_at(const std::string& method, const std::string& where, const std::string& path,
                Json body, bool any);

  // The body of a request.
  static std::string text_of(const Json& body);

 private:
  std::string query() const;

  const OperateOptions& options_;
  std::ostream& out_;
  std::ostream& err_;
  std::string token_;
  int code_ = 0;
};

}  // namespace meridian::cli
