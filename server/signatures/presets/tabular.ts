import { mainOf } from '../detect/evidence.ts';
import { labelsOf } from '../detect/labels-of.ts';
import { tableLayout } from '../detect/table-layout.ts';
import { fixedDim, isFloat, isInteger, rankOf } from '../detect/tensor-look.ts';
import { bind, jsonOutput } from './fields.ts';
import { isUnfit, unfit } from './preset.ts';
import type { PresetOf, StepInput } from './preset.ts';
import { isActivated } from '../detect/score-output.ts';
import { rowField } from './table-columns.ts';

const NO_TABLE = 'It takes no rows of a table.';

/** Rows of a table → a class for each. */
export const tabularClassification: PresetOf = (evidence) => {
  const graph = mainOf(evidence);
  const layout = tableLayout(graph);
  if (!layout) return unfit(NO_TABLE);
  const probabilities = layout.probabilities ?? layout.value;
  if (!layout.label && !probabilities) return unfit('None of the outputs is a class or has scores for one.');
  const rows = rowField(evidence, layout.inputs);
  if (isUnfit(rows)) return rows;
  const width = fixedDim(probabilities, 1);
  const found = labelsOf(evidence, { count: width === 1 ? 2 : width });
  const isDone = !probabilities || layout.label !== null || isActivated(graph, probabilities);
  const activation: StepInput[] = isDone ? [] : [{ kind: 'activation', function: width === 1 ? 'sigmoid' : 'softmax' }];
  // Numbers of classes say nothing where their names are known: the best score's name is the label.
  const label = layout.label && probabilities && isInteger(layout.label) && found.labels.length > 0 ? null : layout.label;
  const specs = [label, probabilities].filter((spec) => spec !== null);
  const head = { name: 'rows', title: 'Rows', description: 'The class of each row, and the scores of all classes.', view: 'rows' } as const;
  return {
    inputs: [rows.field],
    outputs: [
      jsonOutput(head, bind(graph, ...specs), [
        ...activation,
        { kind: 'class-rows', label: label?.name ?? null, probabilities: probabilities?.name ?? null, labels: found.labels },
      ]),
    ],
    assumptions: [...rows.assumptions, ...(probabilities && layout.label === null && found.assumption !== null ? [found.assumption] : [])],
  };
};

/** Rows of a table → a number for each. */
export const tabularRegression: PresetOf = (evidence) => {
  const graph = mainOf(evidence);
  const layout = tableLayout(graph);
  if (!layout) return unfit(NO_TABLE);
  const value = layout.value ?? graph.outputs.find((spec) => isFloat(spec) && (rankOf(spec) === 1 || fixedDim(spec, 1) === 1));
  if (!value) return unfit('None of the outputs is one number for each row.');
  const rows = rowField(evidence, layout.inputs);
  if (isUnfit(rows)) return rows;
  const head = { name: 'rows', title: 'Rows', description: 'The number that is predicted for each row.', view: 'rows' } as const;
  return { inputs: [rows.field], outputs: [jsonOutput(head, bind(graph, value), [{ kind: 'value-rows' }])], assumptions: rows.assumptions };
};
