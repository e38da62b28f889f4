// Text in columns.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace meridian::cli {

using TableRow = std::vector<std::string>;

void write_table(const std::vector<TableRow>& rows, std::ostream& out);

}  // namespace meridian::cli
