# ./dev cluster, which a newcomer tries first: its own tour says whether each step behaved.
set -euo pipefail
cd "$MERIDIAN_ROOT"
exec bash scripts/cluster.sh --once
