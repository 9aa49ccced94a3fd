import { z } from 'zod';

const number = z.union([z.number(), z.object({ field: z.string() })]);

/** How a detector writes its boxes. Each family's formula is in worker/steps/boxes/families. */
export const BOX_FAMILIES = [
  'detr',
  'rt-detr',
  'rf-detr',
  'detections-xyxy',
  'yolov5',
  'yolov8',
  'yolox',
  'yolo-nas',
  'end-to-end',
  'yolov7-end-to-end',
  'tf-od',
  'zoo-ssd',
  'blazeface',
  'ultraface',
  'yunet',
] as const;
export type BoxFamily = (typeof BOX_FAMILIES)[number];

/** From a detector's tensors to boxes on the picture that was sent. */
export const boxSteps = [
  /** tensors → boxes (xyxy, in pixels of the model's input, or of the original where the family says so). */
  z.object({
    kind: z.literal('decode-boxes'),
    family: z.enum(BOX_FAMILIES),
    /** Boxes below it are dropped. */
    threshold: number.default(0.05),
    labels: z.array(z.string()).default([]),
    /** Names of the family's tensors in this graph, by role ("boxes", "scores", "labels", "count", "output"). */
    tensors: z.record(z.string(), z.string()).default({}),
  }),
  /** boxes → boxes: greedy non-maximum suppression; overlap above `iou` suppresses. `weighted` averages as BlazeFace does. */
  z.object({
    kind: z.literal('nms'),
    iou: number.default(0.7),
    classWise: z.boolean().default(true),
    weighted: z.boolean().default(false),
    max: z.number().int().positive().default(300),
  }),
  /** boxes → [{label, score, box:{xmin,ymin,xmax,ymax}, keypoints?}]: back through letterbox or resize onto the original, clipped, whole pixels. */
  z.object({ kind: z.literal('boxes-to-json') }),
] as const;
