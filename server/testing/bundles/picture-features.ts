import { SIDE } from './drawings.ts';
import { randomFrom } from './learn-log-linear.ts';

/** What looks at a picture: filters drawn by lot (random features, Rahimi and Recht 2007), each over every other place. */
export const FILTERS = 160;
export const WIDTH = 5;
export const STRIDE = 2;
const PLACES = Math.floor((SIDE - WIDTH) / STRIDE) + 1;

/** [FILTERS, 3, WIDTH, WIDTH] and [FILTERS]. */
export const LOOK = look();

function look(): { weights: Float32Array; bias: Float32Array } {
  const random = randomFrom(3);
  const normal = () => Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random());
  const weights = Float32Array.from({ length: FILTERS * 3 * WIDTH * WIDTH }, normal);
  // Without their mean they see edges, not how light it is; a few keep it and see colours.
  for (let filter = 0; filter < FILTERS; filter += 1) {
    if (filter % 4 === 0) continue;
    const one = weights.subarray(filter * 3 * WIDTH * WIDTH, (filter + 1) * 3 * WIDTH * WIDTH);
    const mean = one.reduce((sum, value) => sum + value, 0) / one.length;
    one.forEach((value, index) => (one[index] = value - mean));
  }
  return { weights, bias: Float32Array.from({ length: FILTERS }, () => 2 * normal()) };
}

/** The mean of each filter over a picture, what is below zero left out. As the encoder's graph has it. */
export function featuresOf(pixels: Uint8Array): Float64Array {
  const means = new Float64Array(FILTERS);
  const { weights, bias } = LOOK;
  const even = Float32Array.from(pixels, (value) => value / 127.5 - 1);
  for (let filter = 0; filter < FILTERS; filter += 1) {
    for (let row = 0; row < PLACES; row += 1) {
      for (let column = 0; column < PLACES; column += 1) {
        let sum = bias[filter] as number;
        for (let dy = 0; dy < WIDTH; dy += 1) {
          for (let dx = 0; dx < WIDTH; dx += 1) {
            const pixel = 3 * ((row * STRIDE + dy) * SIDE + column * STRIDE + dx);
            const weight = (filter * 3 * WIDTH + dy) * WIDTH + dx;
            for (let channel = 0; channel < 3; channel += 1) {
              sum += (weights[weight + channel * WIDTH * WIDTH] as number) * (even[pixel + channel] as number);
            }
          }
        }
        if (sum > 0) means[filter] = (means[filter] as number) + sum / PLACES ** 2;
      }
    }
  }
  return means;
}
