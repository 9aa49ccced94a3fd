import type { Graph, TensorSpec } from '../schema.ts';
import { fixedDim, hasOperator, isFloat, isInteger, plainName, rankOf, spellShape } from './tensor-look.ts';

/** A model of table rows: what goes in, and which outputs say what. */
export interface TableLayout {
  task: 'tabular-classification' | 'tabular-regression';
  inputs: readonly TensorSpec[];
  label: TensorSpec | null;
  probabilities: TensorSpec | null;
  /** The predicted numbers of a regression. */
  value: TensorSpec | null;
  weight: number;
  reason: string;
}

const CLASSIFIERS = /^(TreeEnsembleClassifier|LinearClassifier|SVMClassifier|ZipMap)$/;
const REGRESSORS = /^(TreeEnsembleRegressor|LinearRegressor|SVMRegressor)$/;
const MAX_COLUMNS = 5000;

/** Rules 21 and 33: classifiers and regressors of scikit-learn and its kin, or any model of [rows, columns]. null for other models. */
export function tableLayout(graph: Graph): TableLayout | null {
  if (graph.inputs.length === 0 || !graph.inputs.every(isColumns)) return null;
  const isClassic = graph.opsets.some(({ domain }) => domain === 'ai.onnx.ml') && graph.operators.some(({ domain }) => domain === 'ai.onnx.ml');
  const isWritten = isClassic || /skl2onnx|onnxmltools|catboost/i.test(graph.producer);
  const label = graph.outputs.find(({ name }) => /^(output_)?label$/.test(plainName(name))) ?? null;
  const value = graph.outputs.find((spec) => isFloat(spec) && isColumn(spec)) ?? null;
  const matrix = graph.outputs.find((spec) => spec !== label && isFloat(spec) && rankOf(spec) === 2 && fixedDim(spec, 1) !== 1) ?? null;
  const table = { inputs: graph.inputs, label, probabilities: matrix ?? (label ? value : null), value: null };
  if (label && (hasOperator(graph, CLASSIFIERS) || (isWritten && (table.probabilities || skipsMaps(graph))))) {
    const reason = `it classifies rows: ${spellOperator(graph, CLASSIFIERS)}, and its output is \`${label.name}\``;
    return { ...table, task: 'tabular-classification', weight: 0.95, reason };
  }
  if (value && !label && (hasOperator(graph, REGRESSORS) || (isWritten && plainName(value.name) === 'variable'))) {
    const reason = `it predicts a number for each row: \`${value.name}\` is ${spellShape(value.shape)}`;
    return { ...table, task: 'tabular-regression', probabilities: null, value, weight: 0.95, reason };
  }
  return network(graph, { matrix, value });
}

/** A network over rows: a last Softmax or Sigmoid says that it classifies, one number without them that it predicts. */
function network(graph: Graph, { matrix, value }: { matrix: TensorSpec | null; value: TensorSpec | null }): TableLayout | null {
  const [input, second] = graph.inputs;
  const columns = fixedDim(input, 1);
  if (!input || second || columns === null || columns < 2 || columns >= MAX_COLUMNS || graph.outputs.length !== 1) return null;
  const output = value ?? matrix;
  if (!output || !isFloat(input)) return null;
  const head = { inputs: graph.inputs, label: null, reason: `rows of ${columns} numbers go in and \`${output.name}\` is ${spellShape(output.shape)}` };
  if (value && !hasOperator(graph, /^(Sigmoid|Softmax)$/)) return { ...head, task: 'tabular-regression', probabilities: null, value, weight: 0.6 };
  const isSure = hasOperator(graph, /^(Softmax|LogSoftmax)$/) || (value !== null && hasOperator(graph, /^Sigmoid$/));
  return { ...head, task: 'tabular-classification', probabilities: output, value: null, weight: isSure ? 0.6 : 0.45 };
}

function skipsMaps(graph: Graph): boolean {
  return graph.skippedOutputs.some(({ type }) => type.startsWith('seq(map('));
}

/** [rows, columns] with the rows open. */
function isColumns(spec: TensorSpec): boolean {
  const rows = fixedDim(spec, 0);
  const isTyped = isFloat(spec) || isInteger(spec) || spec.datatype === 'BYTES' || spec.datatype === 'BOOL';
  return isTyped && rankOf(spec) === 2 && fixedDim(spec, 1) !== null && (rows === null || rows === 1);
}

/** [rows] or [rows, 1]. */
function isColumn(spec: TensorSpec): boolean {
  return (rankOf(spec) === 2 && fixedDim(spec, 1) === 1) || (rankOf(spec) === 1 && fixedDim(spec, 0) === null);
}

function spellOperator(graph: Graph, pattern: RegExp): string {
  return graph.operators.find(({ opType }) => pattern.test(opType))?.opType ?? graph.producer;
}
