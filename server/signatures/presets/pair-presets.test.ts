import { describe, expect, it } from 'vitest';
import { checkSignature } from '../check-signature.ts';
import type { Companions } from '../detect/companions.ts';
import type { Signature } from '../schema.ts';
import type { Task } from '../task.ts';
import { BERT, id2label, syntheticEvidence, TOKENIZER } from '../testing/synthetic-graph.ts';
import type { Sketch } from '../testing/synthetic-graph.ts';
import { presetFor } from './preset-for.ts';
import { isUnfit } from './preset.ts';

function preset(task: Task, sketch: Sketch, beside: Partial<Companions>): Signature {
  const signature = presetFor(task, syntheticEvidence(sketch, beside));
  if (isUnfit(signature)) throw new Error(signature.because);
  checkSignature(signature);
  return signature;
}

function because(task: Task, sketch: Sketch, beside: Partial<Companions>): string {
  const answer = presetFor(task, syntheticEvidence(sketch, beside));
  return isUnfit(answer) ? answer.because : 'fits';
}

const last = (signature: Signature, name: string) => [...signature.outputs, ...signature.inputs].find((field) => field.name === name)?.steps.at(-1);

describe('two texts', () => {
  const nli = (...labels: string[]) => ({ tokenizer: TOKENIZER, config: { id2label: id2label(...labels) } });
  const logits: Sketch = { inputs: BERT, outputs: { logits: ['b', 3] } };

  it('are compared by the classes that say so, wherever they stand', () => {
    const of = (...labels: string[]) => last(preset('zero-shot-classification', logits, nli(...labels)), 'labels');
    expect(of('contradiction', 'neutral', 'entailment')).toMatchObject({ entailment: 2, contradiction: 0 });
    expect(of('ENTAILMENT', 'NEUTRAL', 'CONTRADICTION')).toMatchObject({ entailment: 0, contradiction: 2 });
    expect(of('neutral', 'entailment', 'contradiction')).toMatchObject({ entailment: 1, contradiction: 2 });
    expect(of('not_entailment', 'entailment')).toMatchObject({ entailment: 1, contradiction: 0 });
    expect(of('entailment', 'other')).toMatchObject({ entailment: 0, contradiction: 1 });
    expect(because('zero-shot-classification', logits, nli('good', 'bad', 'neither'))).toMatch(/entailment/);
    const unnamed = preset('zero-shot-classification', logits, nli('LABEL_0', 'LABEL_1', 'LABEL_2'));
    expect(last(unnamed, 'labels')).toMatchObject({ entailment: 2, contradiction: 0 });
    expect(unnamed.guess?.assumptions.join(' ')).toContain('The last of 3 classes is taken for entailment');
  });

  it('are read in windows that the model and transformers agree on', () => {
    const answers: Sketch = { inputs: BERT, outputs: { start_logits: ['b', 's'], end_logits: ['b', 's'] } };
    const of = (config: object, sketch = answers) => last(preset('question-answering', sketch, { tokenizer: TOKENIZER, config: { ...config } }), 'context');
    expect(of({ max_position_embeddings: 512 })).toMatchObject({ maxLength: 384, stride: 128 });
    expect(of({ max_position_embeddings: 130, model_type: 'roberta' })).toMatchObject({ maxLength: 128, stride: 64 });
    expect(because('question-answering', { ...answers, inputs: { input_ids: { type: 'INT64', shape: [1, 128] } } }, { tokenizer: TOKENIZER })).toMatch(
      /dynamic batch/,
    );
  });
});
