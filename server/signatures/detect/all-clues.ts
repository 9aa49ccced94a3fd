import { cluesOfCard } from './clues-of-card.ts';
import { cluesOfConfig } from './clues-of-config.ts';
import { cluesOfFiles } from './clues-of-files.ts';
import { cluesOfMetadata } from './clues-of-metadata.ts';
import { cluesOfNames } from './clues-of-names.ts';
import { cluesOfShapes } from './clues-of-shapes.ts';
import type { Clue, Evidence, Rule } from './evidence.ts';
import { textStage } from './text-stage.ts';

/** Graphs that were dropped together because one feeds the other. */
const cluesOfGroup: Rule = ({ graphs: [first, second] }) => {
  if (!first || !second || textStage(first)?.stage !== 'detect' || textStage(second)?.stage !== 'recognise') return [];
  return [{ family: 'D', task: 'image-to-text', weight: 0.97, reason: `\`${first.file}\` finds text and \`${second.file}\` reads it` }];
};

const RULES: readonly Rule[] = [cluesOfGroup, cluesOfCard, cluesOfConfig, cluesOfMetadata, cluesOfNames, cluesOfShapes];

/** Everything that speaks for a task. */
export function allClues(evidence: Evidence): Clue[] {
  const found = RULES.flatMap((rule) => rule(evidence));
  return [...found, ...cluesOfFiles(evidence, found)];
}
