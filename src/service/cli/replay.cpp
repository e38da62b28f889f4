#include "meridian/service/cli/replay.hpp"

#include <filesystem>
#include <nlohmann/json.hpp>
#include <ostream>

#include "meridian/core/base/limits.hpp"
#include "meridian/core/replay/logged_request.hpp"
#include "meridian/core/routing/explain.hpp"
#include "meridian/service/cli/exit_codes.hpp"
#include "meridian/service/what_if/json_text.hpp"
#include "service/cli/log_lines.hpp"
#include "service/cli/replay_report.hpp"
#include "service/cli/view_files.hpp"

namespace meridian::cli {

namespace {

constexpr std::string_view kViewGone = "its view is not kept any more";
constexpr std::string_view kViewUnusable = "its view cannot be used";

Verdict verdict_of(const routing::Decision& decision) {
  Verdict verdict{std::string(to_string(decision.outcome)), "",
                  std::string(to_string(decision.reason))};
  if (decision.outcome == routing::Outcome::forward) verdict.region = decision.candidate(0).region;
  return verdict;
}

// The reason of what was forwarded is logged as of the last attempt, so it says nothing here.
bool same(const Verdict& a, const Verdict& b) {
  if (a.outcome != b.outcome || a.region != b.region) return false;
  return a.outcome == to_string(routing::Outcome::forward) || a.reason == b.reason;
}

class Replay {
 public:
  Replay(const std::string& directory, std::ostream& err) : views_(directory), err_(err) {}
  void take(std::string_view line, std::uint64_t number);
  const ReplayReport& report() const { return report_; }

 private:
  void complain(const std::string& context);
  void compare(const replay::LoggedRequest& logged, const routing::View& view,
               std::uint64_t number);

  ViewFiles views_;
  std::ostream& err_;
  std::string complained_;  // the last one: a view fails alike for all its lines
  ReplayReport report_;
};

void Replay::take(std::string_view line, std::uint64_t number) {
  const auto logged = replay::parse_logged_request(line);
  if (!logged) {
    ++report_.skipped[to_string(logged.error())];
    return;
  }
  const auto& view = views_.find(logged->view);
  if (view) return compare(*logged, **view, number);
  const bool gone = view.error().code == ErrorCode::not_found;
  ++report_.skipped[gone ? kViewGone : kViewUnusable];
  if (!gone) complain(view.error().context);
}

void Replay::complain(const std::string& context) {
  if (context == complained_) return;
  complained_ = context;
  err_ << "meridian replay: warning: " << context << '\n';
}

void Replay::compare(const replay::LoggedRequest& logged, const routing::View& view,
                     std::uint64_t number) {
  routing::Client client{logged.client, replay::place_in(logged.place, view.locator)};
  const std::vector<http::Field> fields = logged.fields();
  const routing::Request request = logged.request(fields);
  client.pin = replay::pin_in(logged.pin, routing::service_for(client, request, view));
  // Which service, and so whose load was logged, does not depend on the load.
  routing::Decision decision = routing::decide(client, request, view, {}, {});
  std::vector<std::uint32_t> load;
  if (decision.service != nullptr) load = replay::load_in(logged, *decision.service, view);
  if (!load.empty()) decision = routing::decide(client, request, view, {load}, {});
  const Verdict was{logged.outcome, logged.decided, logged.reason};
  const Verdict is = verdict_of(decision);
  ++report_.replayed;
  if (same(was, is)) {
    ++report_.identical;
    return;
  }
  ++report_.different;
  if (report_.differences.size() == limits::kDifferencesToldMax) return;
  report_.differences.push_back({number, logged.time, logged.request_id, logged.client.to_string(),
                                 was, is,
                                 routing::explain(client, request, view, {load}, {}).steps});
}

int cannot_replay(std::ostream& err, std::string_view context) {
  err << "meridian replay: error: " << context << '\n';
  return kUsage;
}

}  // namespace

int replay(const ReplayOptions& options, std::ostream& out, std::ostream& err) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(options.views, ignored))
    return cannot_replay(err,
                         options.views + " is not a directory; name the one of log.views.path");
  auto lines = LogLines::open(options.log);
  if (!lines) return cannot_replay(err, lines.error().context);
  Replay replay(options.views, err);
  for (std::string_view line; lines->next(line);) replay.take(line, lines->number());
  const ReplayReport& report = replay.report();
  if (options.json)
    out << what_if::json_text(to_json(report));
  else
    write_text(report, out);
  if (report.replayed == 0) err << "meridian replay: warning: no decision could be made again\n";
  return report.replayed > 0 && report.different == 0 ? kDone : kNegative;
}

}  // namespace meridian::cli
