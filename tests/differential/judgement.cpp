#include "judgement.hpp"

#include <algorithm>

#include "answers.hpp"

namespace meridian::differential {

namespace {

bool names_any(const std::string& target, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return target.find(word) != std::string::npos; });
}

// A request of the case that is only there to show what became of the hostile one.
bool is_bystander(const Request& request) {
  return names_any(request.target, {"/lead", "/marker"});
}

// An upgrade is the one hop-by-hop thing that may be handed on: with its field beside it.
template <class Message>
bool is_option_allowed(const Message& message, std::string_view option) {
  return option.empty() || option == "close" || option == "keep-alive" || option == "te" ||
         (option == "upgrade" && message.has("upgrade"));
}

// RFC 9110, 7.6.1.
template <class Message>
bool has_hop_by_hop(const Message& message) {
  for (const FieldLine& line : message.fields) {
    if (line.name == "keep-alive" || line.name.starts_with("proxy-")) return true;
    if (line.name == "te" && lower(line.value) != "trailers") return true;
    if (line.name != "connection") continue;
    const std::string text = lower(line.value) + ",";
    const std::string_view options(text);
    for (std::size_t at = 0; at < options.size(); at = options.find(',', at) + 1)
      if (!is_option_allowed(message, trimmed(options.substr(at, options.find(',', at) - at))))
        return true;
  }
  return false;
}

template <class Message>
void find_faults_of_form(const Message& message, Outcome& outcome) {
  if (message.has("content-length") && message.has("transfer-encoding"))
    outcome.faults.push_back("both-framings");
  if (has_control_bytes(message.head)) outcome.faults.push_back("control-bytes");
  if (has_hop_by_hop(message)) outcome.faults.push_back("hop-by-hop");
}

// The requests at the origin, one after the other, against those the client has clearly sent.
class Matching {
 public:
  Matching(const Case& the_case, Outcome& outcome)
      : strict_(read_strictly(the_case.sent)), outcome_(outcome) {}

  void take(const Request& arrived) {
    std::size_t at = next_;
    while (at < strict_.size() && !is_same(strict_[at], arrived)) ++at;
    if (at == strict_.size()) {
      if (repeats(arrived)) return;
      const bool smuggled = names_any(arrived.target, {"/marker", "/smuggled"});
      outcome_.faults.push_back(smuggled ? "smuggled" : "unclear-request");
      return;
    }
    next_ = at + 1;
    const Request& sent = strict_[at];
    const bool whole = arrived.complete && sent.complete;
    if (arrived.complete && !sent.complete) outcome_.faults.push_back("completed-a-broken-body");
    if (whole && arrived.body != sent.body) outcome_.faults.push_back("other-body");
  }

 private:
  static bool is_same(const Request& sent, const Request& arrived) {
    return sent.method == arrived.method &&
           (sent.path() == arrived.target || sent.target == arrived.target);
  }
  // A retry of the one before it, which only an idempotent request may have.
  bool repeats(const Request& arrived) const {
    return next_ > 0 && is_same(strict_[next_ - 1], arrived) && arrived.method != "POST";
  }

  std::vector<Request> strict_;
  Outcome& outcome_;
  std::size_t next_ = 0;
};

// H7: the proxy's own names, and '_' spellings of those it sets.
bool has_internal_field(const Request& request, std::string_view prefix) {
  return std::any_of(request.fields.begin(), request.fields.end(), [&](const FieldLine& line) {
    std::string name = line.name;
    std::replace(name.begin(), name.end(), '_', '-');
    if (name.starts_with(prefix)) return line.name != "meridian-attempt";
    const bool is_set = name == "x-forwarded-for" || name == "x-forwarded-host" ||
                        name == "x-forwarded-port" || name == "x-forwarded-proto" ||
                        name == "x-request-id";
    return is_set && name != line.name;
  });
}

// Without what differs from run to run and could look like anything.
std::string without_times_and_ids(std::string text) {
  for (const std::string_view name : {"\r\nx-request-id: ", "\r\ndate: "})
    for (std::size_t at = text.find(name); at != text.npos; at = text.find(name, at))
      text.erase(at, text.find("\r\n", at + 2) - at);
  return text;
}

// Some proxies write names in lower case.
bool contains_mark(std::string_view bytes, const std::string& mark) {
  return mark.empty() || without_times_and_ids(lower(bytes)).find(lower(mark)) != std::string::npos;
}

void find_faults_at_origin(const Case& the_case, const Seen& seen, std::string_view prefix,
                           Outcome& outcome) {
  Matching matching(the_case, outcome);
  for (const Request& request : seen.at_origin) {
    matching.take(request);
    find_faults_of_form(request, outcome);
    if (request.count("host") != 1) outcome.faults.push_back("not-one-host");
    if (request.has("transfer-encoding") &&
        request.wire.substr(0, request.wire.find('\n')).find(';') != std::string::npos)
      outcome.faults.push_back("chunk-extension");
    if (prefix.empty()) continue;
    if (has_internal_field(request, prefix)) outcome.faults.push_back("internal-field");
    // H6: whatever Connection names, these are there.
    const bool knows_client = request.has("x-forwarded-for") && request.has("via");
    if (request.complete && !knows_client) outcome.faults.push_back("own-field-missing");
  }
}

Treatment treatment_at_origin(const Case& the_case, const Seen& seen) {
  bool reached = false;
  bool complete = false;
  bool marked = false;
  for (const Request& request : seen.at_origin) {
    if (is_bystander(request)) continue;
    reached = true;
    complete = complete || request.complete;
    marked = marked || contains_mark(request.head + request.wire, the_case.mark);
  }
  if (!reached) return seen.waited ? Treatment::waits : Treatment::refused;
  if (!complete) return Treatment::cut;
  return marked ? Treatment::as_received : Treatment::normalized;
}

Treatment treatment_at_client(const Case& the_case, const Seen& seen, const Answers& answers) {
  if (answers.finals.empty()) return seen.waited ? Treatment::waits : Treatment::refused;
  const Answer& first = answers.finals.front();
  if (first.status >= 500) return Treatment::refused;
  if (!first.complete) return Treatment::cut;
  return contains_mark(seen.to_client, the_case.mark) ? Treatment::as_received
                                                      : Treatment::normalized;
}

void find_faults_at_client(const Case& the_case, const Answers& answers, std::size_t requests,
                           Outcome& outcome) {
  const bool broken_off = !answers.finals.empty() && !answers.finals.back().complete;
  if (answers.finals.size() > requests || (!answers.left_over.empty() && !broken_off))
    outcome.faults.push_back("split");
  for (const Answer& answer : answers.finals) find_faults_of_form(answer, outcome);
  if (answers.finals.size() > 1) {
    const Answer& second = answers.finals[1];
    if (second.status == 200 && second.body != answer_body("/marker"))
      outcome.faults.push_back("answer-of-another");
  }
  const bool looks_whole = !answers.finals.empty() && answers.finals.front().complete;
  if (the_case.rule.starts_with("answer-cut-") && looks_whole &&
      answers.finals.front().status < 500)
    outcome.faults.push_back("cut-unseen");
}

std::string client_class(const Seen& seen, const Answers& answers) {
  std::string text;
  for (const int status : answers.statuses()) text += std::to_string(status) + " ";
  return text + (seen.waited ? "waits" : seen.ended ? "closed" : "open");
}

}  // namespace

std::string_view to_string(Treatment treatment) {
  switch (treatment) {
    case Treatment::as_received: return "as-received";
    case Treatment::normalized: return "normalized";
    case Treatment::cut: return "cut";
    case Treatment::waits: return "waits";
    case Treatment::refused: return "refused";
  }
  return "refused";
}

Outcome judge(const Case& the_case, const Seen& seen, std::string_view internal_prefix) {
  Outcome outcome;
  std::vector<std::string> methods;
  for (const Request& request : read_strictly(the_case.sent)) methods.push_back(request.method);
  if (methods.empty()) methods.push_back(the_case.sent.substr(0, the_case.sent.find(' ')));
  const Answers answers = read_answers(seen.to_client, methods, seen.ended);
  find_faults_at_origin(the_case, seen, internal_prefix, outcome);
  if (the_case.answered_badly()) {
    outcome.treatment = treatment_at_client(the_case, seen, answers);
    find_faults_at_client(the_case, answers, methods.size(), outcome);
  } else {
    outcome.treatment = treatment_at_origin(the_case, seen);
  }
  if (seen.poisoned) outcome.faults.push_back("poisoned");
  std::sort(outcome.faults.begin(), outcome.faults.end());
  outcome.faults.erase(std::unique(outcome.faults.begin(), outcome.faults.end()),
                       outcome.faults.end());
  outcome.client = client_class(seen, answers);
  return outcome;
}

}  // namespace meridian::differential
