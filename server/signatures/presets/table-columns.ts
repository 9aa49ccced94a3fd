import { mainOf } from '../detect/evidence.ts';
import type { Evidence } from '../detect/evidence.ts';
import { asObject, asTexts } from '../detect/json-look.ts';
import { parsePythonLiteral } from '../detect/python-literal.ts';
import { fixedDim, isInteger, metadataOf } from '../detect/tensor-look.ts';
import type { Column, RowField } from '../field.ts';
import type { TensorSpec } from '../schema.ts';
import { bind } from './fields.ts';
import { steps, unfit } from './preset.ts';
import type { StepInput, Unfit } from './preset.ts';

const MAX_ROWS = 10_000;
const MAX_WIDTH = 2000;
const KEYS = ['feature_names', 'feature_names_in', 'features', 'columns', 'input_features'];

type Binding = Extract<StepInput, { kind: 'rows-to-tensors' }>['bindings'][number];

/** The rows that are sent: one column for each number a model of one input takes, or for each input. */
export function rowField(evidence: Evidence, inputs: readonly TensorSpec[]): { field: RowField; assumptions: string[] } | Unfit {
  const graph = mainOf(evidence);
  const width = inputs.reduce((sum, spec) => sum + (fixedDim(spec, 1) ?? 0), 0);
  if (width === 0 || width > MAX_WIDTH) return unfit(`A table of ${width} columns is more than a form holds.`);
  const names = namesOf(evidence, width);
  const bindings: Binding[] = [];
  const columns: Column[] = [];
  for (const spec of inputs) {
    const datatype = datatypeOf(spec);
    if (!datatype) return unfit(`\`${spec.name}\` is ${spec.datatype}, which no column of a table is.`);
    const own = columnNames(spec, { single: inputs.length === 1, names, at: columns.length });
    columns.push(...own.map((name) => columnOf(name, spec)));
    bindings.push({ tensor: spec.name, columns: own, datatype });
  }
  if (new Set(columns.map(({ name }) => name)).size < columns.length) return unfit('Two columns of the table have one name.');
  const field: RowField = {
    name: 'rows',
    title: 'Rows',
    description: 'One row, or a list of them: a value for each column.',
    required: true,
    tensors: bind(graph, ...inputs),
    steps: steps({ kind: 'rows-to-tensors', bindings }),
    encoding: 'row',
    columns,
    maxRows: inputs.some((spec) => fixedDim(spec, 0) === 1) ? 1 : MAX_ROWS,
  };
  const isNamed = names !== null || inputs.every((spec) => fixedDim(spec, 1) === 1);
  return { field, assumptions: isNamed ? [] : ['No file names the columns: they are feature_1, feature_2 and so on, in the order the model was trained with'] };
}

function columnNames(spec: TensorSpec, from: { single: boolean; names: string[] | null; at: number }): string[] {
  const width = fixedDim(spec, 1) ?? 1;
  if (!from.single && width === 1) return [spec.name];
  if (from.names) return from.names.slice(from.at, from.at + width);
  return Array.from({ length: width }, (_, index) => (from.single ? `feature_${index + 1}` : `${spec.name}_${index + 1}`));
}

function columnOf(name: string, spec: TensorSpec): Column {
  const type = spec.datatype === 'BYTES' ? 'text' : spec.datatype === 'BOOL' ? 'boolean' : isInteger(spec) ? 'integer' : 'number';
  return { name, type, ...(type === 'number' || type === 'text' ? { optional: true } : {}) };
}

function datatypeOf(spec: TensorSpec): Binding['datatype'] | null {
  const { datatype } = spec;
  if (datatype === 'FP32' || datatype === 'FP64' || datatype === 'INT64' || datatype === 'INT32' || datatype === 'BYTES' || datatype === 'BOOL')
    return datatype;
  return null;
}

/** Names of the columns, by the file's metadata or config.json (skops); null when none are as many. */
function namesOf({ graphs, companions }: Evidence, width: number): string[] | null {
  const { config } = companions;
  const skops = asObject(config?.sklearn);
  const literals = graphs.flatMap((graph) => KEYS.map((key) => parsePythonLiteral(metadataOf(graph, key) ?? '')?.value));
  const plain = graphs.flatMap((graph) =>
    KEYS.map((key) =>
      metadataOf(graph, key)
        ?.split(/[,\n]/)
        .map((name) => name.trim()),
    ),
  );
  const lists = [...literals, ...plain, skops?.columns, ...KEYS.map((key) => config?.[key])].map(asTexts);
  return lists.find((list) => list?.length === width && new Set(list).size === width && !list.includes('')) ?? null;
}
