#include "meridian/core/http/field.hpp"

#include <gtest/gtest.h>

#include <string>

namespace meridian::http {
namespace {

struct Named {
  std::string_view name;
  FieldId id;
};

constexpr Named kKnown[] = {
    {"connection", FieldId::connection},
    {"content-length", FieldId::content_length},
    {"date", FieldId::date},
    {"early-data", FieldId::early_data},
    {"expect", FieldId::expect},
    {"forwarded", FieldId::forwarded},
    {"host", FieldId::host},
    {"keep-alive", FieldId::keep_alive},
    {"max-forwards", FieldId::max_forwards},
    {"proxy-authenticate", FieldId::proxy_authenticate},
    {"proxy-authorization", FieldId::proxy_authorization},
    {"proxy-connection", FieldId::proxy_connection},
    {"server", FieldId::server},
    {"te", FieldId::te},
    {"trailer", FieldId::trailer},
    {"transfer-encoding", FieldId::transfer_encoding},
    {"upgrade", FieldId::upgrade},
    {"via", FieldId::via},
    {"x-forwarded-for", FieldId::x_forwarded_for},
    {"x-forwarded-host", FieldId::x_forwarded_host},
    {"x-forwarded-port", FieldId::x_forwarded_port},
    {"x-forwarded-proto", FieldId::x_forwarded_proto},
    {"x-request-id", FieldId::x_request_id},
};

std::string upper(std::string_view text) {
  std::string copy(text);
  for (char& c : copy)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  return copy;
}

TEST(FieldIdOf, KnowsEveryNameInAnyCase) {
  for (const Named& known : kKnown) {
    EXPECT_EQ(field_id(known.name), known.id) << known.name;
    EXPECT_EQ(field_id(upper(known.name)), known.id) << known.name;
  }
}

TEST(FieldIdOf, TakesNoNameThatDiffersInOneCharacter) {
  for (const Named& known : kKnown) {
    for (std::size_t i = 0; i < known.name.size(); ++i) {
      std::string near(known.name);
      near[i] = near[i] == 'q' ? 'z' : 'q';
      EXPECT_EQ(field_id(near), FieldId::other) << near;
    }
    EXPECT_EQ(field_id(std::string(known.name) + "s"), FieldId::other) << known.name;
    EXPECT_EQ(field_id(known.name.substr(1)), FieldId::other) << known.name;
  }
}

TEST(FieldIdOf, OtherNamesPass) {
  for (const std::string_view name : {"a", "cookie", "x", "x-real-ip", "user-agent", "meridian",
                                      "meridian-", "meridians-region", "Content_Length", ""})
    EXPECT_EQ(field_id(name), FieldId::other) << name;
}

TEST(FieldIdOf, H7UnderscoreSpellingsOfOurNamesAreInternal) {
  for (const std::string_view name :
       {"Meridian-Region", "MERIDIAN_REGION", "meridian_client-country", "X_Forwarded_For",
        "x-forwarded_for", "X_Forwarded-Proto", "x_request_id", "x_forwarded_host"})
    EXPECT_EQ(field_id(name), FieldId::internal) << name;
}

TEST(FieldIdOf, H7NamesThatSayWhoAClientIsAreInternal) {
  for (const std::string_view name :
       {"Client-Cert", "client_cert", "Client-Cert-Chain", "CLIENT_CERT_CHAIN", "X-Client-Cert",
        "x-client-cert-subject", "X_Client_Cert_Sha256", "x-client_cert-anything"})
    EXPECT_EQ(field_id(name), FieldId::internal) << name;
  for (const std::string_view name : {"client-certs", "client-hint", "x-client-cer", "x-client-id",
                                      "xclient-cert", "client-cert-chains", "x-csrf-token-long"})
    EXPECT_EQ(field_id(name), FieldId::other) << name;
}

TEST(FieldListOf, IsFullAtItsBoundAndForgetsOnClear) {
  FieldList fields;
  for (std::size_t i = 0; i < limits::kFieldsMax; ++i)
    ASSERT_TRUE(fields.push({"host", "a", FieldId::host}));
  EXPECT_FALSE(fields.push({"via", "b", FieldId::via}));
  EXPECT_TRUE(fields.has(FieldId::host));
  EXPECT_FALSE(fields.has(FieldId::via));
  fields.clear();
  EXPECT_EQ(fields.find(FieldId::host), nullptr);
  EXPECT_EQ(fields.size(), 0u);
}

TEST(IsIdempotent, FollowsRfc9110) {
  EXPECT_TRUE(is_idempotent(Method::put));
  EXPECT_TRUE(is_idempotent(Method::get));
  EXPECT_FALSE(is_idempotent(Method::post));
  EXPECT_FALSE(is_idempotent(Method::patch));
  EXPECT_FALSE(is_idempotent(Method::other));
}

}  // namespace
}  // namespace meridian::http
