import type { BoxFamily } from '../steps/box-steps.ts';
import { gridLayout } from './box-grid-layout.ts';
import { namedLayout } from './box-named-layout.ts';
import type { Evidence, Family } from './evidence.ts';

/** How a detector's tensors are read. */
export interface BoxLayout {
  family: BoxFamily;
  /** The family's tensors by role, as the Step `decode-boxes` takes them. */
  tensors: Record<string, string>;
  /** null when the file does not say. */
  classes: number | null;
  /** Where a background class stands, should the labels leave it out. */
  background?: 'first' | 'last';
  /** What the model leaves to do about overlapping boxes. */
  overlap: 'none' | 'class-wise' | 'weighted' | 'all';
  /** The output with YOLO's mask prototypes. */
  prototypes: string | null;
  clue: { family: Family; weight: number; reason: string };
}

/** The boxes a graph gives, by the names of its outputs or by their sizes; null when it gives none that are known. */
export function boxLayout(evidence: Evidence): BoxLayout | null {
  return namedLayout(evidence) ?? gridLayout(evidence);
}
