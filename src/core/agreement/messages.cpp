#include "meridian/core/agreement/messages.hpp"

#include <array>

#include "core/agreement/words.hpp"
#include "meridian/core/base/limits.hpp"

namespace meridian::agreement {

namespace {

constexpr std::array<std::string_view, 3> kExtents{"changes", "full", "leaving"};
constexpr std::array<std::string_view, 4> kTaken{"yes", "stale", "send_full", "refused"};
constexpr std::array<std::string_view, 2> kStates{"in", "out"};
constexpr std::array<std::string_view, 2> kKinds{"path", "answer"};
constexpr std::array<std::string_view, 4> kVotes{"none", "up", "path", "answer"};
constexpr std::array<std::string_view, 2> kPresence{"fresh", "silent"};
constexpr std::array<std::string_view, 2> kVerdicts{"same", "verdicts"};
constexpr std::array<std::string_view, 5> kEvents{"joined", "left", "gone", "out", "in"};
constexpr std::string_view kNothing = "-";
constexpr std::uint64_t kPatienceMax = 7 * 24 * 3'600'000;  // milliseconds
constexpr std::size_t kEdgesMax = 8192;

template <class Enum, std::size_t N>
std::string_view word_of(const std::array<std::string_view, N>& words, Enum value) {
  return words[static_cast<std::size_t>(value)];
}

Error malformed(std::string_view what, std::string_view line) {
  return {ErrorCode::invalid, ErrorSource::store, false,
          std::string(what) + " cannot be read: `" + std::string(line.substr(0, 80)) + "`"};
}

void add(Line& line, const Version& version) {
  line.word(version.epoch.empty() ? kNothing : version.epoch).number(version.number);
}

Version read_version(Words& words) {
  Version version;
  version.epoch = words.name();
  if (version.epoch == kNothing) version.epoch.clear();
  version.number = words.number();
  return version;
}

// The rest of the first line; fails where the message is another one or of a format that is not
// read.
Result<Words> open(std::string_view& text, std::string_view message) {
  if (text.size() > kMessageBytesMax || (!text.empty() && text.back() != '\n'))
    return malformed(message, "longer than it may be, or cut off");
  const auto line = take_line(text);
  if (!line) return malformed(message, "nothing");
  Words words(*line);
  const bool right = words.name() == message;
  const std::uint64_t format = words.number();
  if (!right || !words.ok()) return malformed(message, *line);
  if (format < kFormatMin || format > kFormat)
    return malformed(message, "of format " + std::to_string(format));
  return words;
}

std::string opening(std::string_view message) {
  return std::string(message) + " " + std::to_string(kFormat);
}

std::size_t vote_word(const Opinion& opinion) {
  if (opinion.vote != Vote::down) return static_cast<std::size_t>(opinion.vote);
  return opinion.kind == Kind::answer ? 3 : 2;
}

Opinion opinion_of(std::size_t word, std::uint32_t quorum) {
  if (word < 2) return {static_cast<Vote>(word), Kind::path, quorum};
  return {Vote::down, word == 3 ? Kind::answer : Kind::path, quorum};
}

void read_head(Words& words, Report& report) {
  report.edge = words.name();
  report.run = words.hexadecimal();
  report.sequence = words.number();
  const std::size_t extent = words.choice(kExtents);
  report.full = extent == 1;
  report.leaving = extent == 2;
  report.patience.lease = milliseconds(words.number(kPatienceMax));
  report.patience.member_ttl = milliseconds(words.number(kPatienceMax));
  report.base = words.hexadecimal();
  report.digest = words.hexadecimal();
  report.topology = words.hexadecimal();
  report.shared = words.hexadecimal();
  report.overrides = words.number();
  report.format = words.small();
  report.known = read_version(words);
}

Answer read_head(Words& words) {
  Answer answer;
  answer.taken = static_cast<Taken>(words.choice(kTaken));
  answer.now = words.time();
  answer.version = read_version(words);
  answer.members = words.small();
  answer.same_topology = words.small();
  answer.agreeing = words.small();
  answer.format = words.small();
  answer.brings_verdicts = words.choice(kVerdicts) == 1;
  return answer;
}

Verdict read_verdict(Words& words) {
  Verdict verdict;
  verdict.out = words.choice(kStates) == 1;
  verdict.kind = static_cast<Kind>(words.choice(kKinds));
  verdict.since = words.time();
  verdict.down = words.small();
  verdict.members = words.small();
  verdict.by = words.name();
  return verdict;
}

EdgeRow read_edge(Words& words) {
  EdgeRow row;
  row.edge = words.name();
  row.reported = words.time();
  row.silent = words.choice(kPresence) == 1;
  row.topology = words.hexadecimal();
  row.shared = words.hexadecimal();
  row.overrides = words.number();
  row.format = words.small();
  row.known = read_version(words);
  return row;
}

Event read_event(Words& words) {
  Event event;
  event.at = words.time();
  event.type = static_cast<EventType>(words.choice(kEvents));
  event.edge = words.name();
  event.upstream = words.name();
  if (event.upstream == kNothing) event.upstream.clear();
  return event;
}

// All further lines are rows; `read` gives false where one cannot be.
template <class Read>
Result<void> read_rows(std::string_view text, std::size_t rows_max, Read read) {
  for (std::size_t rows = 0; const auto line = take_line(text); ++rows) {
    if (rows == rows_max) return malformed("a message", "more rows than there may be");
    Words words(*line);
    const bool right = read(words);
    if (!right || !words.ok()) return malformed("a row", *line);
  }
  return {};
}

template <class Row>
Result<std::vector<Row>> read_list(std::string_view text, std::string_view message,
                                   Row (*read)(Words&)) {
  if (const auto words = open(text, message); !words) return words.error();
  std::vector<Row> rows;
  const auto done = read_rows(text, kEdgesMax, [&](Words& line) {
    rows.push_back(read(line));
    return true;
  });
  if (!done) return done.error();
  return rows;
}

}  // namespace

std::string encode(const Report& report) {
  std::string text;
  {
    Line line(text);
    line.word(opening("report")).word(report.edge).hexadecimal(report.run);
    line.number(report.sequence).word(kExtents[report.leaving ? 2 : report.full ? 1 : 0]);
    line.number(static_cast<std::uint64_t>(report.patience.lease.count()));
    line.number(static_cast<std::uint64_t>(report.patience.member_ttl.count()));
    line.hexadecimal(report.base).hexadecimal(report.digest);
    line.hexadecimal(report.topology).hexadecimal(report.shared);
    line.number(report.overrides).number(report.format);
    add(line, report.known);
  }
  for (const auto& [name, opinion] : report.opinions)
    Line(text).word(name).word(kVotes[vote_word(opinion)]).number(opinion.quorum);
  return text;
}

std::string encode(const Answer& answer) {
  std::string text;
  {
    Line line(text);
    line.word(opening("answer")).word(word_of(kTaken, answer.taken)).time(answer.now);
    add(line, answer.version);
    line.number(answer.members).number(answer.same_topology).number(answer.agreeing);
    line.number(answer.format).word(kVerdicts[answer.brings_verdicts ? 1 : 0]);
  }
  for (const auto& [name, verdict] : answer.verdicts) {
    Line line(text);
    line.word(name).word(kStates[verdict.out ? 1 : 0]).word(word_of(kKinds, verdict.kind));
    line.time(verdict.since).number(verdict.down).number(verdict.members).word(verdict.by);
  }
  return text;
}

std::string encode(const std::vector<EdgeRow>& edges) {
  std::string text = opening("edges") + "\n";
  for (const EdgeRow& row : edges) {
    Line line(text);
    line.word(row.edge).time(row.reported).word(kPresence[row.silent ? 1 : 0]);
    line.hexadecimal(row.topology).hexadecimal(row.shared);
    line.number(row.overrides).number(row.format);
    add(line, row.known);
  }
  return text;
}

std::string encode(const std::vector<Event>& events) {
  std::string text = opening("events") + "\n";
  for (const Event& event : events) {
    Line line(text);
    line.time(event.at).word(word_of(kEvents, event.type)).word(event.edge);
    line.word(event.upstream.empty() ? kNothing : event.upstream);
  }
  return text;
}

Result<Report> decode_report(std::string_view text) {
  auto words = open(text, "report");
  if (!words) return words.error();
  Report report;
  read_head(*words, report);
  if (!words->ok()) return malformed("report", "its first line");
  const auto done = read_rows(text, limits::kUpstreamsMax, [&](Words& line) {
    std::string name = line.name();
    const std::size_t vote = line.choice(kVotes);
    const Opinion opinion = opinion_of(vote, line.small());
    return report.opinions.emplace(std::move(name), opinion).second;
  });
  if (!done) return done.error();
  return report;
}

Result<Answer> decode_answer(std::string_view text) {
  auto words = open(text, "answer");
  if (!words) return words.error();
  Answer answer = read_head(*words);
  if (!words->ok()) return malformed("answer", "its first line");
  const auto done = read_rows(text, limits::kUpstreamsMax, [&](Words& line) {
    std::string name = line.name();
    return answer.verdicts.emplace(std::move(name), read_verdict(line)).second;
  });
  if (!done) return done.error();
  if (!answer.brings_verdicts && !answer.verdicts.empty())
    return malformed("answer", "verdicts that it says it has not");
  return answer;
}

Result<std::vector<EdgeRow>> decode_edges(std::string_view text) {
  return read_list<EdgeRow>(text, "edges", read_edge);
}

Result<std::vector<Event>> decode_events(std::string_view text) {
  return read_list<Event>(text, "events", read_event);
}

VersionHint parse_hint(std::string_view message) {
  Words words(message);
  Version version;
  version.epoch = words.name();
  version.number = words.number();
  if (!words.ok() || version.epoch + " " + std::to_string(version.number) != message)
    return std::nullopt;
  return version;
}

}  // namespace meridian::agreement
