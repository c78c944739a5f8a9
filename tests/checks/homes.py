"""Ten homes that fail for ten causes at once, at a Prometheus with the rules of the project; for tests/checks/homes, which
says how to run it. A home is a directory that the program writes, and a node_exporter that serves it."""

import contextlib
import os
import pathlib
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, "tests/prometheus")
import server

PROGRAM, SIMULATOR = os.environ["KAIFA_EXPORTER"], os.environ["KAIFA_SIMULATOR"]
RULES = pathlib.Path("cron/prometheus/kaifa-exporter.rules.yml").resolve()
OTHER_MAKER = bytes.fromhex("7ea02a410883130413e6e7000f4000000000010102030906010001"
                            "0700ff06000002dd02020f00161b5cf67e")


def report(name, trouble=""):
    print(f"not ok {name}: {trouble}" if trouble else f"ok {name}", flush=True)


def secret(file, text):
    file.write_text(text)
    file.chmod(0o600)
    return file


def recording(work, variant, *options):
    """The bytes of a meter up to its first reading."""
    file = work / variant
    with subprocess.Popen([SIMULATOR, "--variant", variant, "--hurry"], stdout=subprocess.PIPE, text=True) as meter:
        port = meter.stdout.readline().strip()
        subprocess.run([PROGRAM, "--config", "/dev/null", "--stdout", "--device", port, "--record", file, "--timeout", "20s",
                        *options], stdout=subprocess.DEVNULL, check=True)
        meter.terminate()
    return file.read_bytes()


def first_frame(came):
    """By the length in its format field, which does not count the flags."""
    return came[:(came[1] & 7) * 256 + came[2] + 2]


def causes(work):
    """The bytes of a run that succeeds, and {cause: (options of a minute run that fails for this cause, bytes that come to
    it)}"""
    key = secret(work / "key", "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf")  # of the simulator
    wrong_key = secret(work / "wrong.key", "ff" * 16)
    (work / "wrong.conf").write_text("bauds = 2400\n")
    good = first_frame(recording(work, "sweden-positional"))
    pushes = recording(work, "austria-netz-noe", "--key-file", key)
    return good, {
        "port_missing": (["--device", work / "no-port"], b""),
        "input_ended": ([], b""),
        "noise": ([], bytes([1, 2, 3, 128, 129, 255]) * 200),
        "damaged": ([], bytes(byte ^ (at == 100) for at, byte in enumerate(good))),
        "other_maker": ([], OTHER_MAKER * 5),
        "no_key": ([], pushes),
        "wrong_key": (["--key-file", wrong_key], pushes),
        "key_file": (["--key-file", work / "no-key"], pushes),
        "ct_ratio": (["--ct-ratio", "3/2"], good),
        "configuration": (["--config", work / "wrong.conf"], good),
    }


class Home:
    """'name' is that of the cause for which its runs fail."""

    def __init__(self, work, name):
        self.name, self.directory = name, work / f"of-{name}"
        self.directory.mkdir()
        self.port = server.free_port()
        self.process = subprocess.Popen(
            ["prometheus-node-exporter", "--collector.disable-defaults", "--collector.textfile",
             f"--collector.textfile.directory={self.directory}", f"--web.listen-address=127.0.0.1:{self.port}"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def run(self, options, came):
        if "--config" not in options and "--device" not in options:
            options = ["--device", "-", *options]
        if "--config" not in options:
            options = ["--config", "/dev/null", *options]
        return subprocess.run([PROGRAM, "--name", "kaifa", "--textfile-dir", self.directory, *options], input=came,
                              capture_output=True, check=False).returncode


def texts(prometheus):
    """{home: the text of its alert}, whether it is pending or fires"""
    return {one["labels"]["home"]: one["annotations"]["summary"] for one in prometheus.api("alerts")["alerts"]
            if one["labels"]["alertname"] == "KaifaRunFails"}


def difference(prometheus, wanted):
    """Between the texts of the alerts and the wanted ones, after a while; empty if there is none."""
    for _ in range(300):
        found = texts(prometheus)
        if found == wanted:
            return ""
        time.sleep(0.1)
    return f"{found} instead of {wanted}"


def main():
    with contextlib.ExitStack() as stack:
        work = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        good, failures = causes(work)
        homes = [stack.enter_context(Home(work, cause)) for cause in failures]
        targets = "".join(f"\n      - {{targets: ['127.0.0.1:{home.port}'], "
                          f"labels: {{home: {home.name}, instance: 'localhost:9100'}}}}" for home in homes)
        (work / "server").mkdir()
        # As if each home pushed what it scrapes itself: nothing but the label home tells them apart.
        prometheus = stack.enter_context(server.Server(pathlib.Path("/"), work / "server", f"""
global: {{scrape_interval: 1s, evaluation_interval: 1s}}
rule_files: [{RULES}]
scrape_configs:
  - job_name: node
    static_configs:{targets}
""", ["--storage.tsdb.path=data"]))
        for home in homes:
            home.run(*failures[home.name])
        report("ten homes that fail for ten causes have ten texts", difference(
            prometheus, {home.name: f"The meter at {home.name} is not read: {home.name}" for home in homes}))
        healed = homes[::2]
        for home in healed:
            home.run([], good)
        report("the texts of those that are read again go, and those of the others stay", difference(
            prometheus, {home.name: f"The meter at {home.name} is not read: {home.name}" for home in homes
                         if home not in healed}))


if __name__ == "__main__":
    main()
