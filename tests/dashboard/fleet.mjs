// Whether the dashboard of all homes shows which homes are read, and why the others are not, as seen at the moment when
// the run of a home fails. What must be shown comes from the description of the homes, not from the queries.

import {framesOf, panelsOf, rangeOf, setClock, statsOf, stepOf, transform} from './grafana.mjs';
import {homes} from './homes.mjs';
import {compare, seriesOf, timesOf, usedOverrides} from './panels.mjs';

const seconds = text => Date.parse(text) / 1000;
export const now = seconds(homes.find(({failure}) => failure).now);
const week = 7 * 86400;

/// A home at a time: when it was scraped last, when its reading came, and its failure.
function at(home, time) {
  const last = Math.min(time, seconds(home.now)); // nothing is scraped after the moment of viewing
  const scraped = last - (last - 7 + 60) % 60;
  const failing = home.failure && scraped >= seconds(home.failure.since);
  return {home, scraped, served: time - scraped < 300, failing, received: failing ? seconds(home.failure.since) - 57 : scraped - 4};
}

/// The homes that are known at a time.
const known = time => homes.filter(home => seconds(`${home.start}Z`) + 7 <= time && seconds(home.now) > time - week).map(home => at(home, time));
const isFresh = time => ({served, received}) => served && time - received <= 300;
const fresh = time => known(time).filter(isFresh(time));
const dark = time => known(time).filter(home => !isFresh(time)(home));
const nameOf = ({home}) => (home.unnamed ? undefined : home.home);
const number = value => [{name: 'any', values: [value]}];

const numbers = {
  'Homes': () => number(known(now).length),
  'Fresh': () => number(fresh(now).length),
  'Dark': () => number(dark(now).length),
  'With a cause': () => number(dark(now).filter(({failing}) => failing).length),
  'Power of the fresh homes': async prometheus => {
    const powers = await prometheus.instant('kaifa_active_power_import_watts', now);
    const names = fresh(now).map(nameOf);
    return number(powers.filter(({metric}) => names.includes(metric.home)).reduce((sum, {value: [, watts]}) => sum + Number(watts), 0));
  },
};

const tables = {
  'Runs that failed': () => known(now).filter(({failing}) => failing).map(home => ({
    Home: nameOf(home), Host: 'localhost:9100', Name: 'kaifa', List: '2', Status: home.home.failure.status,
    Cause: home.home.failure.cause, Version: home.home.failure.version, Age: now - home.scraped + 5})),
  'Homes without a fresh reading': () => dark(now).map(home => ({Home: nameOf(home), Host: 'localhost:9100', Age: now - home.received}))
    .sort((a, b) => b.Age - a.Age),
  'Versions': () => {
    const versions = known(now).filter(({served}) => served).map(({home}) => home.failure?.version ?? '1.2.0');
    return [...new Set(versions)].map(version => ({Version: version, Meters: versions.filter(other => other === version).length}))
      .sort((a, b) => b.Meters - a.Meters);
  },
};

const curves = {
  'Homes over time': times => [{name: 'homes', values: times.map(time => known(time).length)},
    {name: 'fresh', values: times.map(time => fresh(time).length)}],
  'Causes over time': times => [{name: 'silence', values: times.map(time => known(time).filter(({failing}) => failing).length || undefined)}],
};

/// The difference of a table to its rows, and to its columns.
function difference(frames, rows) {
  const [frame] = frames;
  const columns = frame.fields.map(({name, config}) => config.displayName ?? name);
  if (columns.join() !== Object.keys(rows[0]).join()) return [`the columns ${columns}, not ${Object.keys(rows[0])}`];
  return frame.fields.flatMap(({values}, i) => compare([{name: columns[i], values}], [{name: columns[i], values: rows.map(row => row[columns[i]])}]));
}

/// Looks at the dashboard, or at those of its panels whose titles are given. Calls report(panel's title, what is wrong).
export async function lookAtAll(prometheus, dashboard, {titles, report}) {
  setClock(now);
  for (const {panel} of panelsOf(dashboard)) {
    const {title} = panel;
    if (titles && !titles.includes(title)) continue;
    try {
      const raw = await Promise.all(panel.targets.map(target => framesOf(prometheus, dashboard, panel, target, {job: ['.+']})));
      const frames = await transform(panel, raw.flat());
      if (!raw.every(({length}) => length)) report(title, ['a query gave nothing']);
      else if (title in numbers) report(title, compare(statsOf(panel, frames).map(({name, value}) => ({name, values: [value]})), await numbers[title](prometheus)));
      else if (title in tables) report(title, difference(frames, tables[title]()));
      else report(title, compare(seriesOf(frames), curves[title](timesOf(frames), stepOf(panel, panel.targets[0], rangeOf(dashboard, panel)))));
      if (usedOverrides(panel, frames).length !== panel.fieldConfig.overrides.length) report(title, ['an override finds no field']);
    } catch (error) {
      report(title, [error.message]);
    }
  }
  setClock(null);
}
