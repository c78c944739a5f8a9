// Checks the dashboard; tests/dashboard/check runs it, with the Prometheus servers as arguments.

import fs from 'node:fs';
import {breakages} from './breakages.mjs';
import {Prometheus, simulate, truth} from './database.mjs';
import {interpolate, panelsOf} from './grafana.mjs';
import {lookAtAll} from './fleet.mjs';
import {homes} from './homes.mjs';
import {lookAt} from './panels.mjs';
import {ruleErrors} from './rules.mjs';
import {schemaErrors} from './schema.mjs';

const data = 'build/dashboard/data';
const text = fs.readFileSync('cron/grafana/kaifa-exporter.json', 'utf8');
const dashboard = JSON.parse(text);
const textOfAll = fs.readFileSync('cron/grafana/kaifa-exporter-homes.json', 'utf8');
const dashboardOfAll = JSON.parse(textOfAll);
const week = {from: 'now-7d', to: 'now'};

const report = (name, wrong) => console.log(wrong.length ? `not ok ${name}: ${wrong.slice(0, 5).join('; ')}` : `ok ${name}`);

/// What is wrong with the values that the variables offer at a home.
async function variableErrors(prometheus, home) {
  const now = Date.parse(home.now) / 1000;
  const wanted = {job: ['node'], home: home.unnamed ? [] : [home.home], instance: ['localhost:9100'],
    meter: home.meters.flatMap(meter => meter.label ?? [])};
  const known = {job: 'node', home: home.unnamed ? '' : home.home, instance: 'localhost:9100', label: 'meter'};
  const wrong = [];
  for (const variable of dashboard.templating.list.filter(({type}) => type === 'query')) {
    const [, match, label] = interpolate(variable.query.query, known).match(/^label_values\((.*), (\w+)\)$/);
    const offered = await prometheus.labelValues(label, match, now - 86400, now);
    if (!wanted[variable.name].every(value => offered.includes(value))) wrong.push(`${variable.name} offers ${offered}`);
    if (variable.name === 'meter' && offered.length !== wanted.meter.length) wrong.push(`meter offers ${offered}`);
  }
  return wrong;
}

/// Looks at all homes, on one server.
async function checkOn(prometheus) {
  const seen = new Set();
  for (const home of homes) {
    const wrong = await variableErrors(prometheus, home);
    await lookAt(prometheus, dashboard, home, {
      report: (title, errors) => wrong.push(...errors.map(error => `"${title}": ${error}`)),
      seen: (panel, part) => seen.add(part),
    });
    report(`Prometheus ${prometheus.version}: ${home.home}, ${home.about}`, wrong);
  }
  // At a step of ten minutes a mean is not a maximum.
  const wide = [];
  await lookAt(prometheus, {...dashboard, time: week}, homes[0],
    {curvesOnly: true, report: (title, errors) => wide.push(...errors.map(error => `"${title}": ${error}`))});
  report(`Prometheus ${prometheus.version}: ${homes[0].home}, a week`, wide);
  const all = [];
  await lookAtAll(prometheus, dashboardOfAll, {report: (title, errors) => all.push(...errors.map(error => `"${title}": ${error}`))});
  report(`Prometheus ${prometheus.version}: all homes`, all);
  const unseen = panelsOf(dashboard).flatMap(({panel}) => [
    ...panel.targets.filter(target => !seen.has(target)).map(target => `query ${target.refId} of "${panel.title}" gave nothing`),
    ...panel.fieldConfig.overrides.filter(override => !seen.has(override)).map(({matcher}) => `"${panel.title}" has no field ${matcher.options}`),
  ]);
  report(`Prometheus ${prometheus.version}: every query gives series, every override finds a field`, unseen);
}

/// Whether a broken dashboard is noticed.
async function isNoticed(prometheus, [, change, check, title]) {
  const sound = check === 'all homes' ? textOfAll : text;
  const broken = JSON.parse(sound);
  change(broken);
  if (JSON.stringify(broken) === JSON.stringify(JSON.parse(sound))) return false;
  if (check === 'schema') return schemaErrors(broken).length > 0;
  if (check === 'rules') return ruleErrors(broken).length > 0;
  let noticed = false;
  const options = {titles: [title], report: (panel, errors) => { noticed ||= errors.length > 0; }};
  if (check === 'all homes') await lookAtAll(prometheus, broken, options);
  else if (check === 'a week') await lookAt(prometheus, {...broken, time: week}, homes[0], options);
  else await lookAt(prometheus, broken, homes.find(({home}) => home === check), options);
  return noticed;
}

report('the schema', schemaErrors(dashboard));
report('the house rules', ruleErrors(dashboard));
report('the schema, all homes', schemaErrors(dashboardOfAll));
report('the house rules, all homes', ruleErrors(dashboardOfAll));
await simulate(data);
for (const home of homes) {
  for (const meter of home.meters) meter.hours = truth(data, home, meter);
}
const [first, ...others] = process.argv.slice(2);
for (const program of [first, ...others]) {
  const prometheus = await Prometheus.start(program, data);
  try {
    await checkOn(prometheus);
    if (program !== first) continue;
    for (const breakage of breakages) {
      report(`notices ${breakage[0]}`, await isNoticed(prometheus, breakage) ? [] : ['the checks pass']);
    }
  } finally {
    await prometheus.stop();
  }
}
