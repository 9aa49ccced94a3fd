import type { JsonObject } from './json-look.ts';
import { asIndexed } from './json-look.ts';

/** Which classes of a model say that one text follows from another, and that it does not. */
export interface EntailmentLabels {
  entailment: number;
  contradiction: number;
}

/**
 * Read from the labels' names in config.json; null for a model that compares no texts. Without a class that names the
 * contradiction it is the first, or the last where the first is the entailment. Source: transformers, zero_shot_classification.py.
 */
export function entailmentOf(config: JsonObject | null): EntailmentLabels | null {
  const labels = asIndexed(config?.id2label) ?? [];
  const entailment = labels.findIndex((label) => /^entail/i.test(label));
  if (entailment < 0 || labels.length < 2) return null;
  const named = labels.findIndex((label) => /^(contradict|not.?entail)/i.test(label));
  return { entailment, contradiction: named >= 0 ? named : entailment === 0 ? labels.length - 1 : 0 };
}
