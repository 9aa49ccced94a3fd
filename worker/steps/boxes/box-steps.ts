import { boxesToJson } from './boxes-to-json.ts';
import { decodeBoxes } from './decode-boxes.ts';
import { nms } from './nms.ts';

/** From a detector's tensors to boxes on the picture that was sent. */
export const BOX_STEPS = { 'decode-boxes': decodeBoxes, nms, 'boxes-to-json': boxesToJson };
