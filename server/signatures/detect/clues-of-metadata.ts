import { boxLayout } from './box-layout.ts';
import { mainOf } from './evidence.ts';
import type { Clue, KnownTask, Rule } from './evidence.ts';
import { metadataOf } from './tensor-look.ts';
import { alphabetOf, textStage } from './text-stage.ts';

const ULTRALYTICS: Readonly<Record<string, KnownTask>> = {
  detect: 'object-detection',
  segment: 'image-segmentation',
  classify: 'image-classification',
  pose: 'keypoint-detection',
  obb: 'oriented-object-detection',
};

/** Rules 7 to 9: what exporters write into the file's own metadata. */
export const cluesOfMetadata: Rule = (evidence) => {
  const graph = mainOf(evidence);
  const clues: Clue[] = [];
  const own = metadataOf(graph, 'task') ?? '';
  if (isUltralytics(evidence) && Object.hasOwn(ULTRALYTICS, own)) {
    clues.push({ family: 'C', task: ULTRALYTICS[own] as KnownTask, weight: 0.97, reason: `its metadata is of Ultralytics and says \`task: ${own}\`` });
  } else if (metadataOf(graph, 'names') !== null && metadataOf(graph, 'stride') !== null && own === '') {
    const layout = boxLayout(evidence);
    const task = layout?.prototypes ? 'image-segmentation' : 'object-detection';
    if (layout?.clue.family === 'E') clues.push({ family: 'C', task, weight: 0.95, reason: 'its metadata has `names` and `stride`, as YOLOv5 writes them' });
  }
  if (metadataOf(graph, 'character') !== null && textStage(graph)?.stage === 'recognise' && alphabetOf(evidence, graph)) {
    clues.push({ family: 'C', task: 'image-to-text', weight: 0.95, reason: 'its metadata has `character`, one for each class' });
  }
  return clues;
};

export function isUltralytics({ graphs: [graph] }: Parameters<Rule>[0]): boolean {
  return graph !== undefined && /ultralytics/i.test(`${metadataOf(graph, 'author') ?? ''} ${metadataOf(graph, 'description') ?? ''}`);
}
