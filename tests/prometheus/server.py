"""A Prometheus from some Debian release, on a port of its own."""

import http.client
import json
import socket
import subprocess
import time
import urllib.parse


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class Server:
    def __init__(self, root, work, configuration, options):
        """Starts the Prometheus of the packages unpacked in 'root', with 'work' as its working directory."""
        self.work = work
        (work / "prometheus.yml").write_text(configuration)
        self.port = free_port()
        with open(work / "log", "w", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                [root / "usr/bin/prometheus", f"--config.file={work}/prometheus.yml",
                 f"--web.listen-address=127.0.0.1:{self.port}", *options], cwd=work, stdout=log, stderr=log)
        try:
            self.wait_until_ready()
        except RuntimeError:
            self.stop()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def wait_until_ready(self):
        for _ in range(600):
            try:
                if self.get("/-/ready")[0] == 200:
                    return
            except OSError:
                pass
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise RuntimeError("Prometheus does not start: " + (self.work / "log").read_text()[-500:])

    def stop(self):
        self.process.terminate()
        self.process.wait()

    def get(self, path, method="GET", **parameters):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        connection.request(method, path + "?" + urllib.parse.urlencode(parameters))
        response = connection.getresponse()
        answer = response.status, response.read()
        connection.close()
        return answer

    def api(self, path, **parameters):
        said = json.loads(self.get("/api/v1/" + path, **parameters)[1])
        if said["status"] != "success":
            raise RuntimeError(f"{path} {parameters}: {said}")
        return said["data"]

    def recording_rules(self):
        groups = self.api("rules", type="record")["groups"]
        return {rule["name"]: rule["query"] for group in groups for rule in group["rules"]}

    def load(self, rules):
        (self.work / "rules.yml").write_text(rules)
        status, said = self.get("/-/reload", "POST")
        if status != 200:
            raise RuntimeError(said.decode())

    def at(self, query, when):
        """[(labels, value)] at one time."""
        return [(series["metric"], float(series["value"][1]))
                for series in self.api("query", query=query, time=when)["result"]]

    def wait_for(self, query):
        """Whether the query gives something within half a minute."""
        for _ in range(300):
            if self.at(query, time.time()):
                return True
            time.sleep(0.1)
        return False

    def over(self, query, start, end, step):
        """{time: [(labels, value)]}"""
        answers = {when: [] for when in range(start, end + 1, step)}
        for series in self.api("query_range", query=query, start=start, end=end, step=step)["result"]:
            for when, value in series["values"]:
                answers[int(when)].append((series["metric"], float(value)))
        return answers
