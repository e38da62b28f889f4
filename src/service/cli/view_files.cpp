#include "service/cli/view_files.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "meridian/core/base/limits.hpp"
#include "meridian/service/cli/load_config.hpp"

namespace meridian::cli {

namespace {

constexpr std::size_t kTopologiesMax = 4;

// Moves the item to the front; false where there is none.
template <class List, class Key>
bool use(List& list, const Key& key) {
  const auto at =
      std::find_if(list.begin(), list.end(), [&](const auto& item) { return item.first == key; });
  if (at == list.end()) return false;
  list.splice(list.begin(), list, at);
  return true;
}

}  // namespace

const ViewFiles::Found& ViewFiles::find(const replay::ViewName& name) {
  if (!use(views_, name)) {
    views_.emplace_front(name, read(name));
    if (views_.size() > limits::kViewsRestoredMax) views_.pop_back();
  }
  return views_.front().second;
}

ViewFiles::Found ViewFiles::read(const replay::ViewName& name) {
  const std::string path = directory_ + "/" + replay::view_file_name(name);
  std::ifstream file(path, std::ios::binary);
  if (!file)
    return Error{ErrorCode::not_found, ErrorSource::file, false, path + ": is not there any more"};
  std::string text(limits::kSavedViewBytesMax + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  const auto explained = [&path](Error error) {
    error.context = path + ": " + error.context;
    return error;
  };
  const auto head = replay::read_saved_head(text);
  if (!head) return explained(head.error());
  const auto config = topology(head->config);
  if (!config) return config.error();
  auto view = replay::restore_view(text, *config);
  if (!view) return explained(view.error());
  return view;
}

Result<ViewFiles::Topology> ViewFiles::topology(std::uint64_t config) {
  if (use(topologies_, config)) return topologies_.front().second;
  const std::string path = directory_ + "/" + replay::config_file_name(config);
  auto outcome = load_config(path);
  if (const auto* complaints = std::get_if<Complaints>(&outcome))
    return Error{ErrorCode::invalid, ErrorSource::file, false, complaints->front()};
  auto built = routing::Topology::build(
      std::make_shared<const config::Config>(std::get<config::Config>(std::move(outcome))),
      nullptr);
  if (!built) return built.error();
  topologies_.emplace_front(config, *built);
  if (topologies_.size() > kTopologiesMax) topologies_.pop_back();
  return *built;
}

}  // namespace meridian::cli
