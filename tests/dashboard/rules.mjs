// The house rules of the dashboard. Exempt are rows, which have neither query nor unit; the price, which is a series of
// the user's own without a meter's job or instance; and the datasource variable, which cannot refer to itself.

import {panelsOf, units} from './grafana.mjs';

const source = '${datasource}';

/// The selectors of a query, and the names that stand without one.
function selectors(query) {
  const all = [...query.matchAll(/\b((?:kaifa|node)_\w+)(\{[^}]*\})?/g)];
  return all.map(([, metric, matchers]) => ({metric, matchers: matchers ?? ''}));
}

/// The panels, two by two, that lie on each other.
function overlaps(panels) {
  const onEachOther = (a, b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
  return panels.flatMap((panel, i) => panels.slice(i + 1).filter(other => onEachOther(panel.gridPos, other.gridPos))
    .map(other => `"${panel.title}" and "${other.title}" overlap`));
}

function panelErrors(panel, isOfAll) {
  const unitsOf = [panel.fieldConfig.defaults.unit,
    ...panel.fieldConfig.overrides.flatMap(({properties}) => properties.filter(({id}) => id === 'unit').map(({value}) => value))];
  return [
    [!panel.title?.trim(), 'has no title'],
    [!/[.]$/.test(panel.description ?? ''), 'has no description of whole sentences'],
    [!panel.targets?.length, 'has no query'],
    [panel.datasource?.uid !== source, 'does not take its data source from the variable'],
    ...unitsOf.map(unit => [!units.has(unit), `has the unit ${unit}, which Grafana does not know`]),
    [panel.gridPos.x + panel.gridPos.w > 24, 'is wider than the dashboard'],
    ...panel.targets.flatMap(target => [
      [target.datasource?.uid !== source, `takes query ${target.refId} from elsewhere than the variable`],
      [!selectors(target.expr).length, `asks in query ${target.refId} for nothing of a meter`],
      ...selectors(target.expr).filter(() => isOfAll).map(({metric, matchers}) => [
        !matchers.includes('job=~"$job"'), `asks for ${metric} of any job`]),
      ...selectors(target.expr).filter(() => !isOfAll).flatMap(({metric, matchers}) => [
        [!matchers.includes('job="$job"'), `asks for ${metric} of any job`],
        [!matchers.includes('home="$home"'), `asks for ${metric} of any home`],
        [!matchers.includes('instance="$instance"'), `asks for ${metric} of any instance`],
        [metric.startsWith('kaifa_') && !matchers.includes('$label=~"$meter"'), `asks for ${metric} of any meter`],
      ]),
    ]),
  ].filter(([wrong]) => wrong).map(([, what]) => `"${panel.title}" ${what}`);
}

/// The rules that the dashboard breaks.
export function ruleErrors(dashboard) {
  const isOfAll = dashboard.uid === 'kaifa-exporter-homes';
  const panels = panelsOf(dashboard).map(({panel}) => panel);
  const variables = dashboard.templating.list;
  const variable = name => variables.find(other => other.name === name);
  return [
    [!['kaifa-exporter', 'kaifa-exporter-homes'].includes(dashboard.uid), 'its uid, which links to it hold, is another'],
    [dashboard.timezone !== 'browser', "its days are not those of its reader's zone"],
    [dashboard.schemaVersion < 39 || dashboard.schemaVersion > 42, 'its schema version is not 39 to 42'],
    ...['id', '__inputs', '__requires', '__elements'].map(key => [key in dashboard, `it has ${key}, which breaks provisioning`]),
    [variable('datasource')?.type !== 'datasource' || variable('datasource')?.query !== 'prometheus', 'it has no variable for a Prometheus'],
    ...(isOfAll ? ['job'] : ['job', 'home', 'instance', 'meter']).map(name => [variable(name)?.type !== 'query', `it has no variable "${name}" that is asked for`]),
    ...variables.map(({name, label}) => [!label, `the variable ${name} has no label`]),
    ...variables.filter(({type}) => type === 'query').map(({name, datasource}) => [datasource?.uid !== source,
      `the variable ${name} does not take its data source from the variable`]),
    [[...new Set(dashboard.panels.flatMap(panel => [panel.id, ...(panel.panels ?? []).map(({id}) => id)]))].length !==
      dashboard.panels.length + dashboard.panels.flatMap(panel => panel.panels ?? []).length, 'two panels have the same id'],
  ].filter(([wrong]) => wrong).map(([, what]) => what).concat(overlaps(panels), panels.flatMap(panel => panelErrors(panel, isOfAll)));
}
