import type { TensorSpec } from '../schema.ts';
import type { BoxLayout } from './box-layout.ts';
import { mainOf } from './evidence.ts';
import type { Evidence } from './evidence.ts';
import { metadataLabels } from './labels-of.ts';
import { pictureInput } from './picture-input.ts';
import { fixedDim, metadataOf, rankOf, spellTensor } from './tensor-look.ts';

const STRIDES = [8, 16, 32];
const COEFFICIENTS = 32;
const USUAL_SIZES = [320, 416, 512, 640, 768, 800, 896, 960, 1024, 1280];

interface Grid {
  output: TensorSpec;
  /** Prototypes of masks [1,32,h,w], beside the boxes. */
  prototypes: string | null;
  /** Numbers of cells a picture of this size has; several when its size is open. */
  cells: number[];
  /** The file says that Ultralytics wrote it, or has YOLOv5's keys. */
  isYolo: boolean;
  labels: number | null;
}

/** Detectors of the YOLO family, told by how many boxes their only large output has. Metadata of pose and oriented boxes is left alone. */
export function gridLayout(evidence: Evidence): BoxLayout | null {
  const graph = mainOf(evidence);
  if (/^(pose|obb|classify)$/.test(metadataOf(graph, 'task') ?? '')) return null;
  const grid = gridOf(evidence);
  return grid ? (endToEnd(grid) ?? anchorFree(grid) ?? anchored(grid)) : cornersAndScores(evidence);
}

/** [1,A,4] corners beside [1,A,C] scores, a place for each cell: YOLO-NAS without its own suppression. */
function cornersAndScores({ graphs: [graph] }: Evidence): BoxLayout | null {
  const picture = graph && pictureInput(graph);
  const [a, b] = graph?.outputs ?? [];
  if (!graph || !picture || !a || !b || graph.outputs.length !== 2 || rankOf(a) !== 3 || rankOf(b) !== 3) return null;
  const [boxes, scores] = fixedDim(a, 2) === 4 ? [a, b] : [b, a];
  const [places, classes] = [fixedDim(boxes, 1), fixedDim(scores, 2)];
  if (fixedDim(boxes, 2) !== 4 || classes === null || classes < 2 || places === null || fixedDim(scores, 1) !== places) return null;
  if (!cellsOf(picture.width, picture.height).includes(places)) return null;
  const reason = `${spellTensor(boxes)} and ${spellTensor(scores)}: the boxes and scores of a detector`;
  return {
    family: 'yolo-nas',
    tensors: { boxes: boxes.name, scores: scores.name },
    classes,
    overlap: 'class-wise',
    prototypes: null,
    clue: { family: 'E', weight: 0.8, reason },
  };
}

function gridOf({ graphs: [graph], companions }: Evidence): Grid | null {
  const picture = graph && pictureInput(graph);
  if (!graph || !picture || picture.channels === 1) return null;
  const maps = graph.outputs.filter((spec) => rankOf(spec) === 4 && fixedDim(spec, 1) === COEFFICIENTS);
  const others = graph.outputs.filter((spec) => !maps.includes(spec));
  // The detection layer of older exports also gives its three scales, rank 5, after the joined output.
  const joined = others.filter((spec) => rankOf(spec) === 3 || rankOf(spec) === 2);
  const [output] = joined;
  if (!output || joined.length !== 1 || maps.length > 1) return null;
  if (others.some((spec) => spec !== output && rankOf(spec) !== 5)) return null;
  return {
    output,
    prototypes: maps[0]?.name ?? null,
    cells: cellsOf(picture.width, picture.height),
    isYolo: metadataOf(graph, 'stride') !== null && metadataOf(graph, 'names') !== null,
    labels: metadataLabels(graph)?.length ?? companions.labels?.labels.length ?? null,
  };
}

function cellsOf(width: number | null, height: number | null): number[] {
  const cells = (w: number, h: number) => STRIDES.reduce((sum, stride) => sum + Math.ceil(w / stride) * Math.ceil(h / stride), 0);
  return width !== null && height !== null ? [cells(width, height)] : USUAL_SIZES.map((size) => cells(size, size));
}

function layoutOf(grid: Grid, family: BoxLayout['family'], rest: Pick<BoxLayout, 'classes' | 'overlap'> & { weight: number }): BoxLayout {
  const { weight, ...head } = rest;
  const reason = `${spellTensor(grid.output)}: the boxes of a ${SPELLED[family] ?? family} detector`;
  return { family, tensors: { output: grid.output.name }, prototypes: grid.prototypes, ...head, clue: { family: 'E', weight, reason } };
}

const SPELLED: Partial<Record<BoxLayout['family'], string>> = {
  yolov8: 'YOLOv8-like',
  yolov5: 'YOLOv5-like',
  yolox: 'YOLOX',
  'end-to-end': 'complete',
  'yolov7-end-to-end': 'complete YOLOv7',
};

/** [1,300,6] corners, score, class (+ 32 coefficients); [n,7] of YOLOv7. */
function endToEnd(grid: Grid): BoxLayout | null {
  const { output, prototypes } = grid;
  const width = fixedDim(output, -1);
  if (rankOf(output) === 2) {
    return width === 7 && fixedDim(output, 0) === null ? layoutOf(grid, 'yolov7-end-to-end', { classes: null, overlap: 'none', weight: 0.8 }) : null;
  }
  const rows = fixedDim(output, 1);
  const isRow = width === (prototypes ? 6 + COEFFICIENTS : 6);
  if (!isRow || rows === null || rows < 100 || rows > 1000) return null;
  return layoutOf(grid, 'end-to-end', { classes: null, overlap: 'none', weight: 0.8 });
}

/** [1,4+C,A]: YOLOv8 and later. */
function anchorFree(grid: Grid): BoxLayout | null {
  const { output, prototypes, cells, labels, isYolo } = grid;
  const rows = fixedDim(output, 1);
  if (rankOf(output) !== 3 || rows === null) return null;
  const classes = rows - 4 - (prototypes ? COEFFICIENTS : 0);
  const anchors = fixedDim(output, 2);
  if (classes < 1 || (anchors === null ? !isYolo : !cells.includes(anchors) || rows >= anchors)) return null;
  return layoutOf(grid, 'yolov8', { classes, overlap: 'class-wise', weight: labels === classes ? 0.93 : 0.85 });
}

/** [1,A,5+C]: three boxes per cell in YOLOv5 to v7, one in YOLOX. */
function anchored(grid: Grid): BoxLayout | null {
  const { output, prototypes, cells, isYolo, labels } = grid;
  const anchors = fixedDim(output, 1);
  const width = fixedDim(output, 2);
  if (rankOf(output) !== 3 || width === null) return null;
  const classes = width - 5 - (prototypes ? COEFFICIENTS : 0);
  if (classes < 1) return null;
  const lift = labels === classes ? 0.05 : 0;
  const isTriple = anchors === null ? isYolo : cells.some((count) => count * 3 === anchors);
  if (isTriple) return layoutOf(grid, 'yolov5', { classes, overlap: 'class-wise', weight: 0.88 + lift });
  if (anchors === null || !cells.includes(anchors)) return null;
  return layoutOf(grid, 'yolox', { classes, overlap: 'class-wise', weight: 0.75 + lift });
}
