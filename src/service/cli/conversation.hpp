// One conversation with an edge; what goes wrong is told once and kept as the exit code.
#pragma once

#include <iosfwd>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "meridian/service/cli/ctl_operate.hpp"
#include "service/cli/admin_client.hpp"

namespace meridian::cli {

// Exit codes of ctl.
inline constexpr int kRefused = 1;
inline constexpr int kUsage = 2;
inline constexpr int kUnreachable = 3;

int usage(std::ostream& err, const std::string& what);

class Conversation {
 public:
  using Json = nlohmann::ordered_json;
  using Write = void (*)(const Json&, std::ostream&);

  Conversation(const OperateOptions& options, std::ostream& out, std::ostream& err);

  int code() const { return code_; }

  // Nothing: it went wrong.
  std::optional<AdminAnswer> ask(AdminRequest request);
  // Asks, and prints what is answered.
  int show(AdminRequest request, Write write);
  // Changes what stands at `path` now, or (`any`) whatever stands there.
  int change(const std::string& method, const std::string& path, Json body, bool any = false);

 private:
  void print(const AdminAnswer& answer, Write write);

  const OperateOptions& options_;
  std::ostream& out_;
  std::ostream& err_;
  std::string token_;
  int code_ = 0;
};

}  // namespace meridian::cli
