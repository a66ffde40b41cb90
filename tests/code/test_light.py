"""What serving must not load."""

from __future__ import annotations

import subprocess
import sys


def test_the_server_imports_no_scikit_learn() -> None:
    code = (
        "import sys, service.api, service.cli, service.commands.relabel, uvicorn\n"
        "heavy = {'sklearn', 'scipy', 'joblib', 'wordllama', 'safetensors', 'training', 'torch', 'pandas', 'pyarrow'}\n"
        "print(sorted(heavy & {name.split('.')[0] for name in sys.modules}))"
    )
    run = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
