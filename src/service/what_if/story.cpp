#include "meridian/service/what_if/story.hpp"

#include <chrono>
#include <cstdio>
#include <iomanip>
#include <nlohmann/json.hpp>
#include <ostream>

namespace meridian::what_if {

namespace {

using routing::Outcome;

std::string hexadecimal(std::uint64_t value) {
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(value));
  return text;
}

std::string decimal(double value, int digits) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

double milliseconds_of(const routing::ExpectedLatency& expected) {
  return static_cast<double>(expected.value.count()) / 1000.0;
}

nlohmann::ordered_json place_json(const Story& story) {
  const geo::Place& place = story.place;
  nlohmann::ordered_json json;
  json["source"] = to_string(place.source);
  if (place.country.known()) json["country"] = place.country.code();
  if (place.continent != geo::Continent::unknown) json["continent"] = to_string(place.continent);
  if (place.subdivision != 0)
    json["subdivision"] = story.view.locator.subdivisions().name(place.subdivision);
  if (place.asn != 0) json["asn"] = place.asn;
  if (place.tag != 0) json["tag"] = story.view.locator.tags().name(place.tag);
  if (place.located) {
    json["latitude"] = place.coordinates.latitude;
    json["longitude"] = place.coordinates.longitude;
  }
  return json;
}

nlohmann::ordered_json latency_json(const routing::ExpectedLatency& expected) {
  nlohmann::ordered_json json;
  json["milliseconds"] = milliseconds_of(expected);
  json["source"] = latency::to_string(expected.source);
  if (expected.samples == 0) return json;
  json["samples"] = expected.samples;
  json["age_seconds"] = std::chrono::duration<double>(expected.age).count();
  return json;
}

nlohmann::ordered_json candidate_json(const routing::CandidateStory& candidate) {
  nlohmann::ordered_json json;
  json["region"] = candidate.region;
  json["stayed"] = candidate.stayed;
  json["reason"] = to_string(candidate.reason);
  json["weight"] = candidate.weight;
  if (!candidate.weight_note.empty()) json["weight_note"] = candidate.weight_note;
  if (!candidate.state_note.empty()) json["state_note"] = candidate.state_note;
  if (!candidate.primary_note.empty()) json["primary_note"] = candidate.primary_note;
  if (candidate.tier != 0) json["tier"] = candidate.tier;
  if (candidate.distance_km) json["distance_km"] = *candidate.distance_km;
  if (candidate.latency) json["latency"] = latency_json(*candidate.latency);
  if (candidate.draw) json["draw"] = *candidate.draw;
  return json;
}

std::string place_text(const Story& story) {
  const geo::Place& place = story.place;
  std::string text = place.country.known() ? std::string(place.country.code()) : "unknown country";
  if (place.continent != geo::Continent::unknown)
    text += " in " + std::string(to_string(place.continent));
  if (place.subdivision != 0)
    text += ", " + std::string(story.view.locator.subdivisions().name(place.subdivision));
  if (place.asn != 0) text += ", AS" + std::to_string(place.asn);
  if (place.tag != 0) text += ", tag " + std::string(story.view.locator.tags().name(place.tag));
  if (place.located)
    text += ", " + decimal(place.coordinates.latitude, 2) + " " +
            decimal(place.coordinates.longitude, 2);
  return text + " (" + std::string(to_string(place.source)) + ")";
}

std::string result_text(const Story& story) {
  const routing::Decision& decision = story.explanation.decision;
  const std::string because = " (" + std::string(to_string(decision.reason)) + ")";
  if (decision.outcome == Outcome::forward)
    return "region " + decision.candidate(0).region + because;
  const std::string status = std::to_string(decision.status);
  if (decision.outcome == Outcome::redirect) {
    std::string_view host = decision.redirect_host;
    if (decision.redirect != nullptr) host = decision.redirect->host;
    return "redirect " + status + (host.empty() ? "" : " to " + std::string(host)) + because;
  }
  if (decision.outcome == Outcome::respond) return "fixed response " + status + because;
  return "refused with " + status + because;
}

std::string in_brackets(const std::string& note) {
  return note.empty() ? note : " (" + note + ")";
}

void write_candidates(const Story& story, std::ostream& out) {
  const auto& candidates = story.explanation.candidates;
  if (candidates.empty()) return;
  // Candidates that stayed while nobody serves: only capacity refuses so late.
  const bool served = story.explanation.decision.outcome == Outcome::forward;
  std::size_t width = 0;
  for (const auto& candidate : candidates) width = std::max(width, candidate.region.size());
  out << "\ncandidates, in the order to try\n";
  int rank = 0;
  for (const auto& candidate : candidates) {
    const std::string place = candidate.stayed ? std::to_string(++rank) : "-";
    const char* role = !candidate.stayed ? "left"
                       : !served         ? "full"
                       : rank == 1       ? "serves"
                                         : "next";
    out << std::right << std::setw(4) << place << "  " << std::left
        << std::setw(static_cast<int>(width) + 2) << candidate.region << std::setw(8) << role
        << std::setw(20) << to_string(candidate.reason) << "weight " << candidate.weight
        << in_brackets(candidate.weight_note);
    if (candidate.tier != 0) out << ", tier " << candidate.tier;
    if (candidate.distance_km) out << ", " << decimal(*candidate.distance_km, 0) << " km";
    if (candidate.latency)
      out << ", " << decimal(milliseconds_of(*candidate.latency), 1) << " ms ("
          << latency::to_string(candidate.latency->source) << ")";
    if (candidate.draw) out << ", draw " << decimal(*candidate.draw, 6);
    if (!candidate.state_note.empty()) out << ", state" << in_brackets(candidate.state_note);
    if (!candidate.primary_note.empty()) out << ", primary" << in_brackets(candidate.primary_note);
    out << '\n';
  }
}

}  // namespace

std::string_view to_string(geo::PlaceSource source) {
  switch (source) {
    case geo::PlaceSource::database: return "database";
    case geo::PlaceSource::override_: return "override";
    case geo::PlaceSource::reserved_address: return "reserved address";
    case geo::PlaceSource::unknown: break;
  }
  return "unknown";
}

void write_text(const Story& story, std::ostream& out) {
  const Question& question = story.question;
  const routing::Explanation& explanation = story.explanation;
  out << "result   " << result_text(story) << '\n'
      << "request  " << question.method << ' ' << question.host << question.path << " from "
      << question.ip.to_string() << '\n'
      << "place    " << place_text(story) << '\n'
      << "route    " << (explanation.route.empty() ? "none" : explanation.route);
  if (!explanation.service.empty()) out << " -> service " << explanation.service;
  out << "\nview     version " << story.view.version << ", digest "
      << hexadecimal(story.view.digest) << ", local sequence " << story.view.local_sequence << '\n';
  write_candidates(story, out);
  out << "\nstages\n";
  for (const std::string& step : explanation.steps) out << "  " << step << '\n';
}

nlohmann::ordered_json to_json(const Story& story) {
  const routing::Decision& decision = story.explanation.decision;
  nlohmann::ordered_json json;
  json["ip"] = story.question.ip.to_string();
  json["host"] = story.question.host;
  json["path"] = story.question.path;
  json["method"] = story.question.method;
  json["outcome"] = to_string(decision.outcome);
  json["reason"] = to_string(decision.reason);
  if (decision.outcome == Outcome::forward)
    json["region"] = decision.candidate(0).region;
  else
    json["status"] = decision.status;
  if (!decision.redirect_host.empty()) json["redirect_host"] = decision.redirect_host;
  if (!story.explanation.route.empty()) json["route"] = story.explanation.route;
  if (!story.explanation.service.empty()) json["service"] = story.explanation.service;
  json["place"] = place_json(story);
  json["candidates"] = nlohmann::ordered_json::array();
  for (const auto& candidate : story.explanation.candidates)
    json["candidates"].push_back(candidate_json(candidate));
  json["stages"] = story.explanation.steps;
  json["version"] = story.view.version;
  json["digest"] = hexadecimal(story.view.digest);
  json["local_sequence"] = story.view.local_sequence;
  return json;
}

}  // namespace meridian::what_if
