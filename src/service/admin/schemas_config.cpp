#include "service/admin/schemas.hpp"

#include "meridian/core/base/limits.hpp"
#include "service/admin/schema.hpp"

namespace meridian::admin {

using namespace schema;

namespace {

void add_health(Json& schemas) {
  schemas["Health"] =
      object({{"status", word_of({"ok", "unavailable"})}, {"missing", list_of(text())}});
  schemas["Failover"] = object({{"status", word_of({"ok", "unavailable"})},
                                {"services", list_of(object({{"id", text()},
                                                             {"primary", or_null(text())},
                                                             {"serving", list_of(text())},
                                                             {"not_serving", list_of(text())}}))}});
  schemas["Certificates"] =
      object({{"certificates", list_of(object({{"listener", text()},
                                               {"file", text()},
                                               {"names", list_of(text())},
                                               {"key_type", text()},
                                               {"not_after", time()},
                                               {"expires_in_seconds", {{"type", "integer"}}}}))}});
}

void add_config(Json& schemas) {
  schemas["Config"] =
      object({{"file", text()},
              {"taken_at", time()},
              {"digest", text()},
              {"settings", list_of(object({{"path", text()},
                                           {"value", text()},
                                           {"written", with(flag(), "false: the default")}}))}});
  schemas["ConfigDiff"] = object(
      {{"file", text()},
       {"errors", with(list_of(text()), "why the file would not be taken")},
       {"changes", list_of(object({{"path", text()}, {"live", text()}, {"file", text()}}))}});
  schemas["ConfigText"] = object({{"config", with(text(), "YAML")}});
  schemas["ConfigVerdict"] = object({{"valid", flag()}, {"errors", list_of(text())}});
  schemas["ConfigTaken"] = object({{"taken", flag()}, {"digest", text()}});
  schemas["Reason"] =
      object({{"reason", with(text(limits::kOverrideReasonBytesMax), "for the audit log")}});
  const Json level = word_of({"debug", "info", "warning", "error"});
  schemas["LogLevel"] = object({{"level", level}, {"file", level}, {"tag", text()}});
  schemas["LogLevelChange"] = object(
      {{"level", level}, {"reason", with(text(limits::kOverrideReasonBytesMax), "one line")}});
}

}  // namespace

void add_config_schemas(Json& schemas) {
  add_health(schemas);
  add_config(schemas);
}

}  // namespace meridian::admin
