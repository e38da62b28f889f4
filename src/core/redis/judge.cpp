#include "meridian/core/redis/judge.hpp"

#include <array>

namespace meridian::redis {

namespace {

struct Known {
  std::string_view word;
  Meaning meaning;
  ErrorCode code;
  bool retryable;
  std::string_view remedy;
};

constexpr std::array kKnown{
    Known{"NOSCRIPT", Meaning::no_script, ErrorCode::unavailable, true, "try again"},
    Known{"MOVED", Meaning::moved, ErrorCode::unavailable, true,
          "it is a node of a cluster: write `store.mode: cluster`"},
    Known{"ASK", Meaning::ask, ErrorCode::unavailable, true,
          "it is a node of a cluster: write `store.mode: cluster`"},
    Known{"TRYAGAIN", Meaning::again, ErrorCode::unavailable, true, "a slot is being moved"},
    Known{"CLUSTERDOWN", Meaning::again, ErrorCode::unavailable, true,
          "the cluster lacks a master: see CLUSTER INFO"},
    Known{"LOADING", Meaning::again, ErrorCode::unavailable, true, "it reads its file first"},
    Known{"BUSY", Meaning::again, ErrorCode::unavailable, true,
          "a script of somebody runs for too long: SCRIPT KILL ends it"},
    Known{"READONLY", Meaning::not_master, ErrorCode::refused, true,
          "`store.addresses` names a replica: name the master, or use `store.mode: sentinel`"},
    Known{"MASTERDOWN", Meaning::not_master, ErrorCode::unavailable, true,
          "it is a replica without its master"},
    Known{"OOM", Meaning::refused, ErrorCode::limit, true,
          "the server is out of memory: raise its maxmemory, or remove what fills it"},
    Known{"MISCONF", Meaning::refused, ErrorCode::io, true,
          "the server cannot save to its disk and takes no writes"},
    Known{"NOREPLICAS", Meaning::refused, ErrorCode::unavailable, true,
          "the server has fewer good replicas than min-replicas-to-write"},
    Known{"NOAUTH", Meaning::refused, ErrorCode::refused, false,
          "the server wants a password: set `store.password_file`"},
    Known{"WRONGPASS", Meaning::refused, ErrorCode::refused, false,
          "check `store.user` and `store.password_file`"},
    Known{"NOPERM", Meaning::refused, ErrorCode::refused, false,
          "give the user the commands and keys that docs/store.md lists"},
};

std::string_view take_word(std::string_view& text) {
  const std::size_t end = text.find(' ');
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(end == text.npos ? text.size() : end + 1);
  return word;
}

// Before version 7 an error inside a script is told as
// "ERR Error running script (call to ..): @user_script:5: -READONLY You can't ..".
bool inside(std::string_view text, std::string_view word) {
  constexpr std::string_view kScript = "ERR Error running script";
  if (!text.starts_with(kScript)) return false;
  const std::size_t at = text.find(": -");
  return at != text.npos && text.substr(at + 3).starts_with(word);
}

// What a server says goes into logs: one line, not too long.
std::string shown(std::string_view text) {
  constexpr std::size_t kShownMax = 200;
  std::string line(text.substr(0, kShownMax));
  for (char& c : line)
    if (static_cast<unsigned char>(c) < ' ' || c == 127) c = ' ';
  return line;
}

}  // namespace

Judgement judge(std::string_view text, const Address& asked) {
  std::string_view rest = text;
  const std::string_view word = take_word(rest);
  Judgement judgement;
  judgement.error = {ErrorCode::invalid, ErrorSource::store, false,
                     "redis " + to_string(asked) + " answered: " + shown(text)};
  for (const Known& known : kKnown) {
    if (known.word != word && !inside(text, known.word)) continue;
    judgement.meaning = known.meaning;
    judgement.error.code = known.code;
    judgement.error.retryable = known.retryable;
    judgement.error.context += "; " + std::string(known.remedy);
  }
  if (judgement.meaning == Meaning::moved || judgement.meaning == Meaning::ask) {
    take_word(rest);  // the slot
    judgement.elsewhere = parse_address(take_word(rest), asked);
    if (!judgement.elsewhere) judgement.meaning = Meaning::refused;
  }
  return judgement;
}

}  // namespace meridian::redis
