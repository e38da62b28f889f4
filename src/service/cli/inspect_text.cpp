#include "service/cli/inspect_text.hpp"

#include <nlohmann/json.hpp>
#include <ostream>

#include "service/cli/field_text.hpp"
#include "service/cli/table.hpp"

namespace meridian::cli {

void write_events(const nlohmann::ordered_json& page, std::ostream& out) {
  std::vector<TableRow> rows{{"NUMBER", "AT", "KIND", "SUBJECT", "BY", "TEXT"}};
  for (const auto& event : at(page, "events"))
    rows.push_back({text(event, "number"), text(event, "at"), text(event, "kind"),
                    text(event, "subject"), text(event, "by"), text(event, "text")});
  if (rows.size() == 1)
    out << "nothing has happened since the edge was started\n";
  else
    write_table(rows, out);
}

}  // namespace meridian::cli
