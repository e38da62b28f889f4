// The answer of explain, written for people or as JSON.
#pragma once

#include <iosfwd>
#include <nlohmann/json_fwd.hpp>

#include "meridian/core/routing/explain.hpp"
#include "meridian/service/what_if/question.hpp"

namespace meridian::what_if {

struct Story {
  const Question& question;
  const geo::Place& place;
  const routing::View& view;
  const routing::Explanation& explanation;
};

void write_text(const Story& story, std::ostream& out);
nlohmann::ordered_json to_json(const Story& story);

std::string_view to_string(geo::PlaceSource source);

}  // namespace meridian::what_if
