// Draws the panels of the dashboards with gnuplot: the results of their queries, for the simulated household that
// README.md shows, and for all homes, after Grafana's own transformations.
//
//   node tests/dashboard/picture.mjs FILE.png FILE-OF-ALL-HOMES.png

import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import {Prometheus, simulate} from './database.mjs';
import {now as timeOfAll} from './fleet.mjs';
import {framesOf, getFieldDisplayName, panelsOf, setClock, statsOf, transform} from './grafana.mjs';
import {homes} from './homes.mjs';

const data = 'build/dashboard/data';
const plots = 'build/dashboard/plots';
const home = homes.find(one => one.home === 'austria');
const variables = {job: 'node', home: home.home, instance: 'localhost:9100', label: 'meter', meter: ['.*'], fuse: '25', price: 'electricity_price_per_kwh'};
const dashboard = JSON.parse(fs.readFileSync('cron/grafana/kaifa-exporter.json', 'utf8'));
const dashboardOfAll = JSON.parse(fs.readFileSync('cron/grafana/kaifa-exporter-homes.json', 'utf8'));
const panels = new Map(panelsOf(dashboard).map(({panel}) => [panel.title, panel]));

const units = {'Last run': null, 'Import': 'W', 'Export': 'W', 'Today': 'kWh', 'Yesterday': 'kWh', 'This month': 'kWh', 'Their mean': 'kWh',
  'Left in this hour': 'kWh', 'Cost of this month': ''};
const begin = Date.parse(home.now) - 86400000;

/// The frames of a panel after its transformations.
async function framesOfPanel(prometheus, title) {
  const panel = panels.get(title);
  const frames = await Promise.all(panel.targets.map(target => framesOf(prometheus, dashboard, panel, target, variables)));
  return transform(panel, frames.flat());
}

/// Seconds as gnuplot shall print them: those of local time.
const local = milliseconds => milliseconds / 1000 - new Date(milliseconds).getTimezoneOffset() * 60;

/// Writes the series of a panel for gnuplot: blocks of "time value", each behind its name.
function write(title, frames) {
  const blocks = frames.flatMap(frame => frame.fields.filter(field => field.type === 'number').map(field => [
    `"${getFieldDisplayName(field, frame, frames).trim()}"`,
    ...field.values.map((value, i) => `${frame.fields[0].type === 'time' ? local(frame.fields[0].values[i]) : frame.fields[0].values[i]} ${value ?? 'NaN'}`),
  ].join('\n')));
  fs.writeFileSync(`${plots}/${title}`, blocks.join('\n\n\n') + '\n');
}

/// Writes the numbers, the curves, and the tables as lines of text, of all homes.
async function writeAllHomes(prometheus) {
  const numbers = [];
  for (const {panel} of panelsOf(dashboardOfAll)) {
    const raw = await Promise.all(panel.targets.map(target => framesOf(prometheus, dashboardOfAll, panel, target, {job: ['.+']})));
    const frames = await transform(panel, raw.flat());
    if (panel.type === 'stat') {
      const [{value}] = statsOf(panel, frames);
      numbers.push([numbers.length, panel.title, panel.fieldConfig.defaults.unit === 'watt' ? `${value} W` : `${value}`]
        .map(word => JSON.stringify(word)).join(' '));
    } else if (panel.type === 'table') {
      const columns = frames[0].fields.map(({name, config, values}) => [config.displayName ?? name, ...values.map(value => (
        typeof value === 'number' && value > 120 ? `${Math.round(value / 60)} min` : `${value}`))]);
      const widths = columns.map(words => Math.max(...words.map(({length}) => length)) + 2);
      fs.writeFileSync(`${plots}/${panel.title}`, columns[0].map((word, row) =>
        JSON.stringify(columns.map((words, i) => words[row].padEnd(widths[i])).join(''))).join('\n') + '\n');
    } else {
      write(panel.title, frames);
    }
  }
  fs.writeFileSync(`${plots}/numbers`, numbers.join('\n') + '\n');
}

fs.mkdirSync(plots, {recursive: true});
await simulate(data);
const prometheus = await Prometheus.start('prometheus', data);
try {
  setClock(Date.parse(home.now) / 1000);
  for (const title of ['Power', 'Energy per hour', 'Energy per day', 'Current per phase', 'Voltage', 'Cost per day']) {
    write(title, await framesOfPanel(prometheus, title));
  }
  const stats = await Promise.all(Object.entries(units).map(async ([title, unit], i) => {
    const shown = statsOf(panels.get(title), await framesOfPanel(prometheus, title));
    return [i, title, ...shown.map(({name, value}) => unit === null ? name : `${value.toFixed(unit === 'W' ? 0 : 1)} ${unit}`), '']
      .slice(0, 4).map(word => JSON.stringify(word)).join(' ');
  }));
  fs.writeFileSync(`${plots}/stats`, stats.join('\n') + '\n');
  setClock(timeOfAll);
  await writeAllHomes(prometheus);
} finally {
  setClock(null);
  await prometheus.stop();
}
execFileSync('gnuplot', ['-e', `plots='${plots}'; picture='${process.argv[2]}'; begin=${local(begin)}`, 'tests/dashboard/picture.gp'], {stdio: 'inherit'});
execFileSync('gnuplot', ['-e', `plots='${plots}'; picture='${process.argv[3]}'; begin=${local((timeOfAll - 86400) * 1000)}`, 'tests/dashboard/picture-homes.gp'],
  {stdio: 'inherit'});
