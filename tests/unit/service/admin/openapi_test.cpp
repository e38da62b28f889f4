#include "service/admin/openapi.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "service/admin/endpoint.hpp"
#include "service/admin/schemas.hpp"

namespace meridian::admin {
namespace {

const Json& document() {
  static const Json made = openapi_document();
  return made;
}

void collect_references(const Json& value, std::set<std::string>& found) {
  if (value.is_object() && value.contains("$ref"))
    found.insert(
        value["$ref"].get<std::string>().substr(std::string("#/components/schemas/").size()));
  if (value.is_structured())
    for (const Json& child : value) collect_references(child, found);
}

TEST(OpenApi, HasEveryEndpointAndNothingElse) {
  std::size_t operations = 0;
  for (const auto& [path, item] : document()["paths"].items()) operations += item.size();
  EXPECT_EQ(operations, endpoints().size());
}

TEST(OpenApi, EverySchemaIsUsedAndThere) {
  std::set<std::string> used;
  collect_references(document(), used);
  std::set<std::string> there;
  for (const auto& [name, schema] : schemas().items()) there.insert(name);
  EXPECT_EQ(used, there);
}

TEST(OpenApi, OperationsHaveNamesOfTheirOwn) {
  std::set<std::string> names;
  for (const auto& [path, item] : document()["paths"].items())
    for (const auto& [method, operation] : item.items())
      EXPECT_TRUE(names.insert(operation["operationId"].get<std::string>()).second) << path;
  EXPECT_TRUE(names.contains("patch_v1_services_service_weights"));
}

TEST(OpenApi, ChangesSayWhatTheyNeed) {
  const Json& change = document()["paths"]["/v1/services/{service}/weights"]["put"];
  EXPECT_EQ(change["parameters"][0]["name"], "service");
  EXPECT_EQ(change["parameters"][1]["name"], "dry_run");
  EXPECT_EQ(change["parameters"][2]["required"], true);
  EXPECT_EQ(change["requestBody"]["content"]["application/json"]["schema"]["$ref"],
            "#/components/schemas/WeightsChange");
  EXPECT_TRUE(change["responses"].contains("412"));
  EXPECT_TRUE(document()["paths"]["/livez"]["get"]["security"].empty());
}

}  // namespace
}  // namespace meridian::admin
