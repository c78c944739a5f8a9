// Whether the dashboard conforms to Grafana's schema: tsc compares the dashboard with the types of
// @grafana/grafana-foundation-sdk, and the panels of each kind with the types of that kind.

import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import {panelsOf} from './grafana.mjs';

// In JSON the value of an enumeration is its text, and a query lacks the function that marks queries in TypeScript. So
// queries are compared separately from the dashboard.
const head = `
import type {Dashboard, DataTransformerConfig, VariableModel} from '@grafana/grafana-foundation-sdk/dashboard';
import type {Dataquery} from '@grafana/grafana-foundation-sdk/prometheus';
import type * as barchart from '@grafana/grafana-foundation-sdk/barchart';
import type * as stat from '@grafana/grafana-foundation-sdk/stat';
import type * as statetimeline from '@grafana/grafana-foundation-sdk/statetimeline';
import type * as table from '@grafana/grafana-foundation-sdk/table';
import type * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';

type Plain<T> = T extends string ? \`\${T}\` : T extends (infer U)[] ? Plain<U>[] :
  T extends object ? {[K in keyof T]: Plain<T[K]>} : T;
type Query = Plain<Omit<Dataquery, '_implementsDataqueryVariant'>>;
`;

const kind = ({type}) => type.replace('-', '');

/// What tsc has to say, line by line.
export function schemaErrors(dashboard) {
  const literal = value => JSON.stringify(value, null, 1);
  const withoutQueries = JSON.parse(JSON.stringify(dashboard), (key, value) => (key === 'targets' ? [] : value));
  const panels = panelsOf(dashboard).map(({panel}) => panel);
  const source = [head, `export const dashboard = ${literal(withoutQueries)} satisfies Plain<Dashboard>;`,
    ...dashboard.templating.list.map(variable => `(${literal(variable)}) satisfies Plain<VariableModel>;`),
    ...panels.flatMap(panel => [
      `(${literal(panel.options)}) satisfies Partial<Plain<${kind(panel)}.Options>>;`,
      ...(panel.fieldConfig.defaults.custom ? [`(${literal(panel.fieldConfig.defaults.custom)}) satisfies Partial<Plain<${kind(panel)}.FieldConfig>>;`] : []),
      ...panel.targets.map(target => `(${literal(target)}) satisfies Query;`),
      ...(panel.transformations ?? []).map(change => `(${literal(change)}) satisfies Plain<DataTransformerConfig>;`),
    ])].join('\n');
  fs.writeFileSync('build/dashboard/dashboard.ts', source);
  try {
    execFileSync(process.execPath, ['build/dashboard/node_modules/typescript/bin/tsc', '--noEmit', '--strict', '--skipLibCheck',
      '--target', 'es2022', '--module', 'nodenext', '--moduleResolution', 'nodenext', 'build/dashboard/dashboard.ts'],
    {encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit']});
    return [];
  } catch (error) {
    return error.stdout.trim().split('\n');
  }
}
