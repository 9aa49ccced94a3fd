import { describe, expect, it } from 'vitest';
import type { Clue } from './evidence.ts';
import { weighEvidence } from './weigh-evidence.ts';

const clue = (family: Clue['family'], task: Clue['task'], weight: number): Clue => ({ family, task, weight, reason: `${family} ${weight}` });

describe('evidence', () => {
  it('adds up over families, each with its strongest clue', () => {
    const [best] = weighEvidence([clue('A', 'fill-mask', 0.5), clue('A', 'fill-mask', 0.9), clue('B', 'fill-mask', 0.8)]);
    expect(best).toEqual({ task: 'fill-mask', confidence: 0.98, reasons: ['A 0.9', 'B 0.8', 'A 0.5'] });
  });

  it('loses half of what speaks for the best rival', () => {
    const weighed = weighEvidence([clue('D', 'fill-mask', 0.9), clue('E', 'text-classification', 0.6), clue('E', 'feature-extraction', 0.2)]);
    expect(weighed.map(({ task, confidence }) => [task, confidence])).toEqual([
      ['fill-mask', 0.6],
      ['text-classification', 0.15],
      ['feature-extraction', 0],
    ]);
  });

  it('does not set tasks of the same models against each other', () => {
    const weighed = weighEvidence([clue('B', 'feature-extraction', 0.95), clue('B', 'sentence-similarity', 0.93)]);
    expect(weighed.map(({ confidence }) => confidence)).toEqual([0.95, 0.93]);
  });

  it('is nothing without clues', () => {
    expect(weighEvidence([])).toEqual([]);
  });
});
