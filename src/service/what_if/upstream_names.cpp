#include "meridian/service/what_if/upstream_names.hpp"

#include "meridian/core/base/text.hpp"

namespace meridian::what_if {

Result<std::vector<UpstreamName>> find_upstreams(const config::Config& config,
                                                 const std::string& name) {
  const std::size_t slash = name.find('/');
  const std::string service = slash == std::string::npos ? "" : name.substr(0, slash);
  const std::string region = slash == std::string::npos ? name : name.substr(slash + 1);
  std::vector<UpstreamName> found;
  std::vector<std::string> names;
  for (const config::Service& candidate : config.services)
    for (const config::Upstream& upstream : candidate.upstreams) {
      if (upstream.region == region && (service.empty() || candidate.id == service))
        found.emplace_back(candidate.id, upstream.region);
      names.push_back(service.empty() ? upstream.region : candidate.id + "/" + upstream.region);
    }
  if (!found.empty()) return found;
  const auto near = nearest_word(name, {names.begin(), names.end()});
  return Error{ErrorCode::not_found, ErrorSource::client, false,
               "no service has a region `" + name + "`" +
                   (near ? "; did you mean `" + std::string(*near) + "`?" : "")};
}

}  // namespace meridian::what_if
