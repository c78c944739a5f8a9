// The database: blocks of what was scraped from the households, and a Prometheus server with these blocks.

import {execFile, spawn} from 'node:child_process';
import {once} from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import {promisify} from 'node:util';
import {homes} from './homes.mjs';

const run = promisify(execFile);
const seconds = text => Date.parse(text) / 1000;
const truthFile = (directory, home, meter) => `${directory}/${home.home}-${meter.label ?? 'meter'}.json`;

/// The command that prints what was scraped from a meter up to the moment at which its home is looked at.
function scrapesOf(directory, home, meter) {
  const labels = ['job=node', 'instance=localhost:9100', ...(home.unnamed ? [] : [`home=${home.home}`]), ...(meter.label ? [`meter=${meter.label}`] : []),
    ...(home.priceZone ? [`zone=${home.priceZone}`] : [])];
  const household = ['tests/prometheus/household', '--start', home.start, '--days', home.days,
    '--truth', truthFile(directory, home, meter), ...labels.flatMap(label => ['--label', label]),
    ...(home.priceZone ? ['--price-zone', home.priceZone] : []),
    ...(home.offline ? ['--offline', ...home.offline] : []), ...meter.arguments];
  const all = meter.importsOnly ? '!/_export_/' : '1';
  return `${household.join(' ')} | awk '${all} && $0 != "# EOF" && (/^#/ || $NF <= ${seconds(home.now)})'`;
}

/// Makes the blocks of the homes of a season, which is the beginning of their dates.
async function makeBlocks(directory, season) {
  const commands = homes.filter(home => home.now.startsWith(season))
    .flatMap(home => home.meters.map(meter => scrapesOf(directory, home, meter)));
  const scrapes = `${directory}/scrapes-${season}`;
  await run('sh', ['-c', `{ ${commands.join('\n')}\necho '# EOF'; } >${scrapes}`]);
  await run('promtool', ['tsdb', 'create-blocks-from', '--quiet', '--max-block-duration=486h', 'openmetrics',
    scrapes, `${directory}/blocks-${season}`]);
  fs.rmSync(scrapes);
}

/// Simulates the homes in a directory, unless that is done: DIRECTORY/blocks, and the truth beside.
export async function simulate(directory) {
  if (fs.existsSync(`${directory}/blocks`)) return;
  fs.rmSync(directory, {recursive: true, force: true});
  fs.mkdirSync(directory, {recursive: true});
  await Promise.all(['2026-0', '2026-1'].map(season => makeBlocks(directory, season)));
  await run('sh', ['-c', 'mkdir all && mv blocks-*/* all && mv all blocks'], {cwd: directory});
}

/// The hours of a meter: begin in seconds since 1970, import and export in kWh, price. An hour that began or ended while
/// the host was off is missing, and its energy counts in the hour 'counts', which began when the host was off last.
export function truth(directory, home, meter) {
  const [from, to] = (home.offline ?? []).map(time => seconds(`${time}Z`));
  const off = time => from <= time && time <= to;
  const replaced = home.replaced ? seconds(`${home.replaced}Z`) : Infinity;
  return JSON.parse(fs.readFileSync(truthFile(directory, home, meter))).hours.flatMap(({end, import_wh, export_wh, price}) => {
    const begin = end - 3600;
    const missing = off(begin) || off(end);
    if (begin - 3600 < replaced && replaced < end) return []; // the hour of the change and the next one
    return {begin, import: import_wh / 1000, export: export_wh / 1000, price: Number(home.price ?? price), missing, counts: missing ? to - to % 3600 : begin};
  });
}

async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const {port} = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/// A Prometheus server over a copy of the blocks.
export class Prometheus {
  static async start(program, directory) {
    const self = new Prometheus();
    const storage = fs.mkdtempSync(`${directory}/server-`);
    await run('cp', ['-rl', `${directory}/blocks`, `${storage}/data`]);
    fs.writeFileSync(`${storage}/prometheus.yml`, '{}\n');
    const port = await freePort();
    self.url = `http://127.0.0.1:${port}/api/v1`;
    self.storage = storage;
    self.process = spawn(program, [`--config.file=${storage}/prometheus.yml`, `--storage.tsdb.path=${storage}/data`,
      `--web.listen-address=127.0.0.1:${port}`, '--storage.tsdb.retention.time=10y', '--log.level=error'],
    {stdio: ['ignore', 'inherit', 'inherit']});
    self.process.on('error', () => {});
    while (!await fetch(`http://127.0.0.1:${port}/-/ready`).then(answer => answer.ok, () => false)) {
      if (self.process.exitCode !== null || self.process.pid === undefined) throw new Error(`${program} does not start`);
      await new Promise(resolve => setTimeout(resolve, 100));
    }
    self.version = (await self.get('/status/buildinfo', {})).version;
    return self;
  }

  async get(path, parameters) {
    const answer = await (await fetch(this.url + path, {method: path.startsWith('/query') ? 'POST' : 'GET',
      ...(path.startsWith('/query') ? {body: new URLSearchParams(parameters)} : {})})).json();
    if (answer.status !== 'success') throw new Error(`${answer.error} in ${parameters.query ?? path}`);
    return answer.data;
  }

  async instant(query, time) {
    return (await this.get('/query', {query, time})).result;
  }

  async range(query, start, end, step) {
    return (await this.get('/query_range', {query, start, end, step})).result;
  }

  /// The values of a label of the series that match.
  labelValues(label, match, start, end) {
    return this.get(`/label/${label}/values?${new URLSearchParams({'match[]': match, start, end})}`, {});
  }

  async stop() {
    this.process.kill();
    if (this.process.exitCode === null) await once(this.process, 'exit');
    fs.rmSync(this.storage, {recursive: true});
  }
}
