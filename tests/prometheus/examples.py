"""Tries the examples around the rules: prices, tariffs, and an alert on its way to the phone. Each function returns what
is wrong; nothing if all is well."""

import contextlib
import datetime
import http.server
import json
import os
import pathlib
import re
import shutil
import socket
import socketserver
import subprocess
import tempfile
import textwrap
import threading
import time
import zoneinfo

import server

PAGE = pathlib.Path("cron/prometheus/README.md")
EXAMPLES = PAGE.parent


@contextlib.contextmanager
def listening(handler):
    """A temporary server in this process; its address."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as listener:
        listener.daemon_threads = True
        threading.Thread(target=listener.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{listener.server_address[1]}"
        listener.shutdown()


def serving(answer):
    """A handler of HTTP: 'answer' gets the path and the body, and returns a text, or None if there is nothing."""
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            text = answer(self.path, self.rfile.read(int(self.headers.get("Content-Length", 0))).decode())
            self.send_response(200 if text is not None else 404)
            self.send_header("Content-Type", "text/plain; version=0.0.4")  # otherwise Prometheus 3 reads no metrics
            self.end_headers()
            self.wfile.write((text or "").encode())

        do_POST = do_GET

        def log_message(self, *_):
            pass
    return Handler


def mailbox(mails):
    """A handler of SMTP that accepts every mail."""
    class Handler(socketserver.StreamRequestHandler):
        def say(self, line):
            self.wfile.write(line.encode() + b"\r\n")

        def handle(self):
            self.say("220 test")
            for line in map(bytes.strip, self.rfile):
                if line.upper() == b"DATA":
                    self.say("354 go on")
                    mails.append(b"".join(iter(self.rfile.readline, b".\r\n")).decode())
                self.say("221 bye" if line.upper() == b"QUIT" else "250 test")
                if line.upper() == b"QUIT":
                    return
    return Handler


def wait_for(what, condition):
    for _ in range(1200):
        if condition():
            return ""
        time.sleep(0.1)
    return f"waited in vain for {what}"


def in_words(pattern):
    """What the page says at the parentheses of the pattern."""
    return re.search(pattern, PAGE.read_text(encoding="utf-8"), re.DOTALL).group(1)


# -- an alert on the phone

FAILURE = """\
kaifa_run_failure_exit_status{name="kaifa",list="2"} 65
kaifa_run_failure_info{name="kaifa",list="2",status="DATAERR",cause="wrong_key",version="1.2.0"} 1
kaifa_run_failure_timestamp_seconds{name="kaifa",list="2"} %d
"""


def phone(root):
    """Whether the failure of a run arrives as a mail and at a webhook with the configurations in the pages, and whether the
    page's own test of them works."""
    mails, pushes = [], []
    with contextlib.ExitStack() as stack:
        work = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        mail = stack.enter_context(listening(mailbox(mails)))
        push = stack.enter_context(listening(serving(lambda path, body: pushes.append(path + body) or "")))
        home = stack.enter_context(listening(serving(lambda path, body: FAILURE % time.time())))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            manager = f"127.0.0.1:{free.getsockname()[1]}"

        text = (EXAMPLES / "alertmanager.yml").read_text(encoding="utf-8")
        for old, new in {"localhost:25": mail, "https://ntfy.sh": f"http://{push}", "group_wait: 1m": "group_wait: 0s"}.items():
            if old not in text:
                return f"alertmanager.yml has no {old}"
            text = text.replace(old, new)
        (work / "alertmanager.yml").write_text(text)
        said = subprocess.run(["amtool", "check-config", work / "alertmanager.yml"], capture_output=True, text=True,
                              check=False)
        if said.returncode:
            return said.stdout + said.stderr
        log = stack.enter_context(open(work / "alertmanager.log", "w", encoding="utf-8"))
        alertmanager = stack.enter_context(subprocess.Popen(
            ["prometheus-alertmanager", f"--config.file={work}/alertmanager.yml", f"--storage.path={work}/am",
             f"--web.listen-address={manager}", "--cluster.listen-address="], stdout=log, stderr=log))
        stack.callback(alertmanager.terminate)

        # Debian's configuration with the page's changes.
        shutil.copy(root / "etc/prometheus/prometheus.yml", work / "debian.yml")
        edit = in_words(r"sudo (sed -i '/\^rule_files[^\n]*) /etc")
        subprocess.run(f"{edit} {work}/debian.yml", shell=True, check=True)
        shutil.copy(work / "debian.yml", work / "undone.yml")
        undo = in_words(r"sudo (sed -i '/kaifa-exporter[^\n]*) /etc")
        subprocess.run(f"{undo} {work}/undone.yml", shell=True, check=True)
        if (work / "undone.yml").read_bytes() != (root / "etc/prometheus/prometheus.yml").read_bytes():
            return "the rules are not unloaded"
        configuration = (work / "debian.yml").read_text()
        for old, new in {"localhost:9093": manager, "localhost:9100": home, "15s": "5s"}.items():
            configuration = configuration.replace(old, new)
        rules = (EXAMPLES / "kaifa-exporter.rules.yml").read_text(encoding="utf-8")
        (work / "kaifa-exporter.rules.yml").write_text(rules.replace("for: 2m", "for: 0s"))
        stack.enter_context(server.Server(root, work, configuration, ["--storage.tsdb.path=data"]))
        wrong = (wait_for("a mail", lambda: any("wrong_key" in mail for mail in mails)) or
                 wait_for("a push", lambda: any("wrong_key" in push and "template=alertmanager" in push for push in pushes)))
        if wrong:
            return f"{wrong}: {(work / 'alertmanager.log').read_text()[-500:]}"

        command = in_words(r"    (amtool --alertmanager.url.*?)\n\n").replace("localhost:9093", manager)
        subprocess.run(command, shell=True, check=True)
        return (wait_for("the test's mail", lambda: any("This is a test" in mail for mail in mails)) or
                wait_for("the test's push", lambda: any("This is a test" in push for push in pushes)))


# -- prices

def price_script():
    """Whether the script writes the current price, and never an old one."""
    now = datetime.datetime.now(zoneinfo.ZoneInfo("Europe/Oslo")).replace(microsecond=0)
    quarters = [now + datetime.timedelta(minutes=15 * quarter - 5) for quarter in range(-2, 3)]
    # The third of these began last.
    nordic = {currency: json.dumps([{f"{currency}_per_kWh": 0.5 + i, "EUR_per_kWh": 9, "time_start": begin.isoformat()}
                                    for i, begin in enumerate(quarters)]) for currency in ("NOK", "SEK")}
    austrian = json.dumps({"data": [
        {"start_timestamp": int(begin.timestamp() * 1000), "end_timestamp": int(begin.timestamp() * 1000) + 900000,
         "marketprice": 500 + 1000 * i, "unit": "Eur/MWh"} for i, begin in enumerate(quarters)]})
    answers = {f"/no/api/v1/prices/{now:%Y/%m-%d}_NO5.json": nordic["NOK"],
               f"/se/api/v1/prices/{now:%Y/%m-%d}_SE3.json": nordic["SEK"], "/at/v1/marketdata": austrian,
               f"/no/api/v1/prices/{now:%Y/%m-%d}_NO1.json": "[]"}
    with tempfile.TemporaryDirectory() as work, listening(serving(lambda path, _: answers.get(path))) as address:
        text = (EXAMPLES / "electricity-price").read_text(encoding="utf-8")
        for old, new in {"https://www.hvakosterstrommen.no": f"http://{address}/no",
                         "https://www.elprisetjustnu.se": f"http://{address}/se",
                         "https://api.awattar.at": f"http://{address}/at",
                         "/var/lib/prometheus/node-exporter": work}.items():
            if old not in text:
                return f"the script has no {old}"
            text = text.replace(old, new)
        script, file = pathlib.Path(work) / "script", pathlib.Path(work) / "electricity_price.prom"
        script.write_text(text)
        for words, wanted in {"NO5 1.25": "electricity_price_per_kwh 3.125\n", "SE3": "electricity_price_per_kwh 2.5\n",
                              "NO1": None, "AT 1 spot": "spot 2.5\n", "NO2": None, "SE3 2": "electricity_price_per_kwh 5\n",
                              "DK1": None}.items():
            said = subprocess.run(["sh", script, *words.split()], capture_output=True, text=True, check=False,
                                  preexec_fn=lambda: os.umask(0o077))
            written = file.read_text() if file.exists() else None
            if written != wanted or (said.returncode == 0) != (wanted is not None) or bool(said.stderr) != (wanted is None):
                return f"'{words}' wrote {written}, not {wanted}, with status {said.returncode}: {said.stderr}"
            if wanted and file.stat().st_mode & 0o777 != 0o644:
                return "others cannot read the file"
    return ""


def fixed_price():
    """Whether the page's command writes what promtool accepts as a metric."""
    command = in_words(r"    (echo 'electricity_price_per_kwh 1.25' \|.*?)\n\n")
    with tempfile.TemporaryDirectory() as work:
        subprocess.run(command.replace("sudo ", "").replace("/var/lib/prometheus/node-exporter", work), shell=True, check=True)
        written = (pathlib.Path(work) / "electricity_price.prom").read_text()
        return "" if written == "electricity_price_per_kwh 1.25\n" else f"it wrote {written}"


def tariffs(promtool):
    """Whether the page's rules give the price of each hour, in winter and in summer."""
    blocks = re.findall(r"```yaml\n(groups:.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    if len(blocks) != 2:
        return f"{len(blocks)} blocks of rules"
    for block, (night, day), zones in zip(blocks, ((90, 145), (230, 245)), ([""], ["NO1", "NO5"])):
        hours = [(begin + hour, (hour + offset) % 24) for begin, offset in ((0, 1), (181 * 24, 2)) for hour in range(24)]
        test = {"rule_files": ["rules.yml"], "evaluation_interval": "1h", "tests": [{
            "interval": "1h",
            "input_series": [{"series": f'electricity_spot_price_per_kwh{{zone="{zone}",home="oslo"}}', "values": "2+0x5000"}
                             for zone in zones if zone],
            "promql_expr_test": [{
                "expr": "round(electricity_price_per_kwh * 100)", "eval_time": f"{time}h",
                "exp_samples": [{"labels": f'{{zone="{zone}"}}' if zone else "{}", "value": day if 6 <= local < 22 else night}
                                for zone in zones]} for time, local in hours]}]}
        with tempfile.TemporaryDirectory() as work:
            directory = pathlib.Path(work)
            (directory / "rules.yml").write_text(textwrap.dedent(block))
            (directory / "test.yml").write_text(json.dumps(test))
            said = subprocess.run([promtool, "test", "rules", directory / "test.yml"], capture_output=True, text=True,
                                  check=False)
            if said.returncode:
                return (said.stdout + said.stderr)[:600]
    return ""
