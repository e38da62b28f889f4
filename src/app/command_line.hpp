// The arguments of the binary: which command, with which options; the result is the exit code
// (0 ok, 1 negative answer, 2 bad config or usage, 3 cannot bind or reach).
#pragma once

namespace meridian::app {

int run_command_line(int argc, char** argv);

}  // namespace meridian::app
