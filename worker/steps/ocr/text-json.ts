import { expectValue, type Crop, type StepFactory } from '../step.ts';

/** Lines whose tops lie this close are one line of text. */
const SAME_LINE_PIXELS = 10;

/**
 * crops with text → {generated_text, lines: [{text, score, box: [[x, y] × 4]}]} in reading order: from the top, and from the
 * left within a line. Source: PaddleOCR predict_system.py sorted_boxes.
 */
export const linesToText: StepFactory<'lines-to-text'> =
  ({ threshold }) =>
  (value) => {
    const { crops } = expectValue(value, 'crops');
    const read = crops.filter(({ text = '', score = 0 }) => text.trim() !== '' && score >= threshold);
    const lines = inOrder(read).map(({ text = '', score = 0, quad }) => ({ text, score, ...(quad ? { box: quad.corners } : {}) }));
    return { kind: 'json', data: { generated_text: lines.map(({ text }) => text).join('\n'), lines } };
  };

/** quads → [{label: "text", score, box, polygon}], for detectors deployed alone. */
export const quadsToJson: StepFactory<'quads-to-json'> = () => (value) => {
  const { quads } = expectValue(value, 'quads');
  const data = quads.map(({ corners, score }) => {
    const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
    return { label: 'text', score, box: { xmin: Math.min(...xs), ymin: Math.min(...ys), xmax: Math.max(...xs), ymax: Math.max(...ys) }, polygon: corners };
  });
  return { kind: 'json', data };
};

function inOrder(crops: Crop[]): Crop[] {
  const at = (crop: Crop, axis: 0 | 1) => crop.quad?.corners[0]?.[axis] ?? 0;
  const sorted = crops.toSorted((a, b) => at(a, 1) - at(b, 1) || at(a, 0) - at(b, 0));
  for (let i = 1; i < sorted.length; i += 1) {
    for (let j = i; j > 0; j -= 1) {
      const [before, here] = [sorted[j - 1] as Crop, sorted[j] as Crop];
      if (Math.abs(at(here, 1) - at(before, 1)) >= SAME_LINE_PIXELS || at(here, 0) >= at(before, 0)) break;
      [sorted[j - 1], sorted[j]] = [here, before];
    }
  }
  return sorted;
}
