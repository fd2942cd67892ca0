"""The commands of the README, as they are typed."""

import subprocess
import sys

from support.agent_process import PATIENCE_SECONDS, ROOT


def test_a_newcomer_can_talk_to_the_agent() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/run_local.py"],
        cwd=ROOT,
        input="where is order 1001?\n",
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert '> look_up_order({"order_id": "1001"})' in done.stdout
    assert '> I see: {"orderId":"1001","status":"OPEN","totalCents":4990}' in done.stdout
