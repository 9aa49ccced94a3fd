import { describe, expect, it } from 'vitest';
import { BERT, syntheticEvidence } from '../testing/synthetic-graph.ts';
import { detectSignature } from './detect-signature.ts';

const PHOTO = [1, 3, 640, 640];
const PIXELS = { pixel_values: ['batch_size', 'num_channels', 'height', 'width'] };

describe('the task of a version', () => {
  it('is asked for when a card and a graph say different things', () => {
    const { guess, task } = detectSignature(
      syntheticEvidence({ inputs: { images: PHOTO }, outputs: { output0: [1, 84, 8400] } }, { card: { pipeline_tag: 'image-classification' } }),
    );
    expect(task).toBe('tensor');
    expect(guess?.confidence).toBeLessThan(0.6);
    expect(guess?.alternatives.map((alternative) => alternative.task)).toEqual(['object-detection']);
  });

  it('is told with reasons and assumptions that are sentences', () => {
    const { guess } = detectSignature(
      syntheticEvidence(
        { inputs: PIXELS, outputs: { logits: ['b', 2] } },
        { config: { architectures: ['ViTForImageClassification'] }, assumptions: ['`x` is no JSON: it was left out.'] },
      ),
    );
    expect(guess?.reasons[0]).toBe('`config.json` says `ViTForImageClassification`.');
    expect(guess?.assumptions[0]).toBe('`x` is no JSON: it was left out.');
    for (const line of [...(guess?.reasons ?? []), ...(guess?.assumptions ?? [])]) expect(line).toMatch(/^[A-Z`].*\.$/);
  });

  it('says which file is missing when a task is sure and cannot be bound', () => {
    const { guess, task } = detectSignature(
      syntheticEvidence({ inputs: BERT, outputs: { logits: ['b', 2] } }, { config: { architectures: ['BertForSequenceClassification'] } }),
    );
    expect(task).toBe('tensor');
    expect(guess?.reasons[0]).toBe('It looks like text-classification. There is no `tokenizer.json` that can be read: drop it together with the model.');
  });
});
