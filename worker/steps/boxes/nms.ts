import { expectValue, numberOf, type Box, type StepFactory } from '../step.ts';

const MOST_CANDIDATES = 30_000;

/**
 * boxes → boxes: greedy non-maximum suppression, by score and stable; an overlap (intersection over union) larger than `iou`
 * suppresses, of the same class only where `classWise`. `weighted` gives each kept box the mean of all it suppresses, weighed
 * by their scores. Sources: torchvision ops.nms; MediaPipe non_max_suppression_calculator.cc.
 */
export const nms: StepFactory<'nms'> =
  ({ iou, classWise, weighted, max }) =>
  (value, run) => {
    const given = expectValue(value, 'boxes');
    const most = numberOf(iou, run);
    const sorted = given.boxes
      .filter((box) => box.xmax > box.xmin && box.ymax > box.ymin)
      .sort((a, b) => b.score - a.score)
      .slice(0, MOST_CANDIDATES);
    const gone = new Uint8Array(sorted.length);
    const kept: Box[] = [];
    for (let i = 0; i < sorted.length && kept.length < max; i += 1) {
      if (gone[i]) continue;
      const best = sorted[i] as Box;
      const group = [best];
      for (let j = i + 1; j < sorted.length; j += 1) {
        const other = sorted[j] as Box;
        if (gone[j] || (classWise && other.index !== best.index) || overlap(best, other) <= most) continue;
        gone[j] = 1;
        group.push(other);
      }
      kept.push(weighted ? mean(group) : best);
    }
    return { ...given, boxes: kept };
  };

/** Intersection over union. */
export function overlap(a: Box, b: Box): number {
  const width = Math.min(a.xmax, b.xmax) - Math.max(a.xmin, b.xmin);
  const height = Math.min(a.ymax, b.ymax) - Math.max(a.ymin, b.ymin);
  if (width <= 0 || height <= 0) return 0;
  const both = width * height;
  return both / (area(a) + area(b) - both);
}

function area({ xmin, ymin, xmax, ymax }: Box): number {
  return (xmax - xmin) * (ymax - ymin);
}

// Places by the mean of the group; the score is the best one's.
function mean(group: Box[]): Box {
  const [best] = group as [Box, ...Box[]];
  const sum = group.reduce((total, { score }) => total + score, 0);
  const of = (read: (box: Box) => number) => group.reduce((total, box) => total + read(box) * box.score, 0) / sum;
  const keypoints = best.keypoints?.map((_, k): [number, number] => [of((box) => box.keypoints?.[k]?.[0] ?? 0), of((box) => box.keypoints?.[k]?.[1] ?? 0)]);
  return {
    ...best,
    xmin: of((box) => box.xmin),
    ymin: of((box) => box.ymin),
    xmax: of((box) => box.xmax),
    ymax: of((box) => box.ymax),
    ...(keypoints ? { keypoints } : {}),
  };
}
