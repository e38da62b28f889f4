#include "picture.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <sstream>

#include "sites.hpp"

namespace meridian::lab {

namespace {

constexpr double kWidth = 760;
constexpr double kHeight = 440;
constexpr double kLeft = 70;
constexpr double kTop = 44;
constexpr double kRight = 20;
constexpr double kBottom = 56;
constexpr double kPlotWidth = kWidth - kLeft - kRight;
constexpr double kPlotHeight = kHeight - kTop - kBottom;

// Told apart by people who see few colours (Okabe and Ito), then lighter ones of the same.
constexpr std::array<const char*, 10> kColours{"#0072b2", "#e69f00", "#009e73", "#d55e00",
                                               "#cc79a7", "#56b4e9", "#f0e442", "#7f7f7f",
                                               "#8c6bb1", "#a6761d"};

void open(std::ostream& out, const std::string& title) {
  out << "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " << kWidth << ' ' << kHeight
      << "\" font-family=\"sans-serif\" font-size=\"12\">\n"
      << "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
      << "<text x=\"" << kLeft << "\" y=\"24\" font-size=\"15\">" << title << "</text>\n";
}

void text(std::ostream& out, double x, double y, const char* anchor, const std::string& words) {
  out << "<text x=\"" << x << "\" y=\"" << y << "\" text-anchor=\"" << anchor << "\">" << words
      << "</text>\n";
}

void line(std::ostream& out, double x1, double y1, double x2, double y2) {
  out << "<line x1=\"" << x1 << "\" y1=\"" << y1 << "\" x2=\"" << x2 << "\" y2=\"" << y2
      << "\" stroke=\"#cccccc\"/>\n";
}

// Both axes are logarithmic above `unit` and linear below, so that zero has a place.
double place(double value, double unit, double decades) {
  return std::min(1.0, std::log10(1 + value / unit) / decades);
}

constexpr double kRegretUnit = 0.1;  // ms
constexpr double kMovedUnit = 0.01;  // per client and hour
constexpr double kRegretDecades = 3;
constexpr double kMovedDecades = 4.2;
constexpr double kLabelWidth = 150;

double x_of(double regret) {
  return kLeft + kPlotWidth * place(regret, kRegretUnit, kRegretDecades);
}

double y_of(double moved) {
  return kTop + kPlotHeight * (1 - place(moved, kMovedUnit, kMovedDecades));
}

void draw_axes(std::ostream& out) {
  for (const double regret : {0.0, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0}) {
    std::ostringstream label;
    label << regret << " ms";
    line(out, x_of(regret), kTop, x_of(regret), kTop + kPlotHeight);
    text(out, x_of(regret), kTop + kPlotHeight + 18, "middle", label.str());
  }
  for (const double moved : {0.0, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0}) {
    std::ostringstream label;
    label << moved * 100 << " %";
    line(out, kLeft, y_of(moved), kLeft + kPlotWidth, y_of(moved));
    text(out, kLeft - 6, y_of(moved) + 4, "end", label.str());
  }
  text(out, kLeft + kPlotWidth / 2, kHeight - 14, "middle",
       "regret: slower than the best region by, mean (better to the left)");
}

// Where a label of a dot goes so that it covers none before it.
double free_row(std::vector<std::pair<double, double>>& taken, double x, double y) {
  const auto covered = [&](const std::pair<double, double>& other) {
    return std::abs(other.first - x) < kLabelWidth && std::abs(other.second - y) < 13;
  };
  while (std::any_of(taken.begin(), taken.end(), covered)) y -= 13;
  taken.emplace_back(x, y);
  return y;
}

}  // namespace

std::string scatter_of(const WorldAccounts& world) {
  std::ostringstream out;
  open(out, "Clients moved per hour (lower is better) against regret, " +
                std::to_string(world.regions) + " regions");
  draw_axes(out);
  std::vector<std::pair<double, double>> taken;
  for (const Account& account : world.accounts) {
    const double x = x_of(account.regret_mean());
    const double y = y_of(account.moved / account.hours);
    const double row = free_row(taken, x, y);
    const bool turned = x > kLeft + kPlotWidth * 0.7;
    const char* colour = account.ours ? kColours[0] : kColours[3];
    out << "<circle cx=\"" << x << "\" cy=\"" << y << "\" r=\"5\" fill=\"" << colour << "\"/>\n";
    text(out, turned ? x - 9 : x + 9, row + 4, turned ? "end" : "start", account.name);
  }
  text(out, kWidth - kRight, 40, "end", "blue: Meridian's policies; orange: rules of others");
  out << "</svg>\n";
  return out.str();
}

namespace {

// One region as a band between `below` and `below` plus its share.
void draw_band(std::ostream& out, const Account& account, std::size_t region,
               std::vector<double>& below) {
  const std::size_t minutes = account.shares.size();
  std::ostringstream lower;
  std::vector<std::string> upper;
  for (std::size_t i = 0; i < minutes; ++i) {
    const double x = kLeft + kPlotWidth * static_cast<double>(i) / static_cast<double>(minutes);
    const auto y = [](double share) { return kTop + kPlotHeight * (1 - share); };
    const double end = x + kPlotWidth / static_cast<double>(minutes);
    lower << x << ',' << y(below[i]) << ' ' << end << ',' << y(below[i]) << ' ';
    below[i] += account.shares[i][region];
    std::ostringstream point;
    point << end << ',' << y(below[i]) << ' ' << x << ',' << y(below[i]) << ' ';
    upper.push_back(point.str());
  }
  out << "<polygon points=\"" << lower.str();
  for (std::size_t i = minutes; i-- > 0;) out << upper[i];
  out << "\" fill=\"" << kColours[region % kColours.size()]
      << "\" stroke=\"#ffffff\" stroke-width=\"0.5\"/>\n";
}

}  // namespace

std::string shares_of(const Account& account, std::size_t regions) {
  std::ostringstream out;
  out.precision(5);
  open(out,
       account.name + ": share of all clients by region, " + std::to_string(regions) + " regions");
  std::vector<double> below(account.shares.size());
  for (std::size_t region = 0; region < regions; ++region) {
    const double bottom = below.back();
    draw_band(out, account, region, below);
    if (below.back() - bottom > 0.03)
      text(out, kLeft + kPlotWidth - 6, kTop + kPlotHeight * (1 - (bottom + below.back()) / 2) + 4,
           "end", std::string(region_sites()[region].name));
  }
  for (const double share : {0.0, 0.25, 0.5, 0.75, 1.0})
    text(out, kLeft - 6, kTop + kPlotHeight * (1 - share) + 4, "end",
         std::to_string(std::lround(share * 100)) + " %");
  const std::size_t minutes = account.shares.size();
  for (std::size_t i = 0; i <= 4; ++i)
    text(out, kLeft + kPlotWidth * static_cast<double>(i) / 4, kTop + kPlotHeight + 18,
         i == 4 ? "end" : "middle", std::to_string(minutes * i / 4) + " min");
  out << "</svg>\n";
  return out.str();
}

}  // namespace meridian::lab
