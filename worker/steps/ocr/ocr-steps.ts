import { cropQuads, pictureAsCrop } from './crop-quads.ts';
import { ctc } from './ctc.ts';
import { runGraph } from './run-graph.ts';
import { textBoxes } from './text-boxes.ts';
import { linesToText, quadsToJson } from './text-json.ts';

/** From a picture of text to text. */
export const OCR_STEPS = {
  'text-boxes': textBoxes,
  'crop-quads': cropQuads,
  'picture-as-crop': pictureAsCrop,
  run: runGraph,
  ctc,
  'lines-to-text': linesToText,
  'quads-to-json': quadsToJson,
};
