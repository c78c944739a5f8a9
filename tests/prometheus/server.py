"""A Prometheus of some Debian release, on a port of its own."""

import http.client
import json
import shutil
import socket
import subprocess
import time
import urllib.parse


class Server:
    def __init__(self, root, work, configuration, rules, blocks, options):
        """Starts the server of the packages unpacked in 'root', in a new directory 'work'."""
        shutil.copytree(blocks, work / "data")
        self.rules = work / "rules.yml"
        self.rules.write_text(rules)
        (work / "prometheus.yml").write_text(configuration)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.log = work / "log"
        with open(self.log, "w", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                [root / "usr/bin/prometheus", f"--config.file={work}/prometheus.yml",
                 f"--web.listen-address=127.0.0.1:{self.port}", *options], cwd=work, stdout=log, stderr=log)
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        self.wait_until_ready()

    def wait_until_ready(self):
        for _ in range(600):
            try:
                if self.get("/-/ready")[0] == 200:
                    return
            except OSError:
                self.connection.close()
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise RuntimeError(f"Prometheus does not start: {self.log.read_text()}")

    def stop(self):
        self.process.terminate()
        self.process.wait()

    def get(self, path, method="GET", **parameters):
        self.connection.request(method, path + "?" + urllib.parse.urlencode(parameters))
        response = self.connection.getresponse()
        return response.status, response.read()

    def api(self, path, **parameters):
        said = json.loads(self.get("/api/v1/" + path, **parameters)[1])
        if said["status"] != "success":
            raise RuntimeError(f"{path} {parameters}: {said}")
        return said["data"]

    def recording_rules(self):
        groups = self.api("rules", type="record")["groups"]
        return {rule["name"]: rule["query"] for group in groups for rule in group["rules"]}

    def load(self, rules):
        self.rules.write_text(rules)
        status, said = self.get("/-/reload", "POST")
        if status != 200:
            raise RuntimeError(said.decode())

    def at(self, query, when):
        """[(labels, value)] at one time."""
        return [(series["metric"], float(series["value"][1]))
                for series in self.api("query", query=query, time=when)["result"]]

    def over(self, query, start, end, step):
        """{time: [(labels, value)]}"""
        answers = {when: [] for when in range(start, end + 1, step)}
        for series in self.api("query_range", query=query, start=start, end=end, step=step)["result"]:
            for when, value in series["values"]:
                answers[int(when)].append((series["metric"], float(value)))
        return answers
