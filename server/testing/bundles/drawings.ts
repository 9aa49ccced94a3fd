import { randomFrom } from './learn-log-linear.ts';

export const SIDE = 32;

/** A shape on a plain ground, and what it is: "a small red circle". */
export interface Drawing {
  /** RGB, row by row. */
  pixels: Uint8Array;
  caption: string;
}

const COLOURS = { red: [220, 40, 40], green: [40, 180, 60], blue: [50, 80, 220], yellow: [235, 215, 50] } as const;
type Inside = (x: number, y: number, size: number) => boolean;
/** Whether a point, seen from the middle, is inside. Equal areas. */
const SHAPES: Record<string, Inside> = {
  circle: (x, y, size) => x * x + y * y <= (1.13 * size) ** 2,
  square: (x, y, size) => Math.max(Math.abs(x), Math.abs(y)) <= size,
  triangle: (x, y, size) => y <= size && Math.abs(x) <= 0.75 * (y + 1.67 * size),
};

/** `count` drawings, the same each time for the same seed. */
export function makeDrawings(count: number, seed: number): Drawing[] {
  const random = randomFrom(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  return Array.from({ length: count }, () => {
    const [colour, rgb] = pick(Object.entries(COLOURS));
    const [shape, inside] = pick(Object.entries(SHAPES));
    const isLarge = random() < 0.5;
    const size = isLarge ? 7 + 2 * random() : 3.5 + random();
    const middle = () => SIDE / 2 + (random() - 0.5) * (SIDE - 2.6 * size);
    return { caption: `a ${isLarge ? 'large' : 'small'} ${colour} ${shape}`, pixels: draw({ inside, size, rgb, x: middle(), y: middle() }, random) };
  });
}

function draw({ inside, size, rgb, x, y }: { inside: Inside; size: number; rgb: readonly number[]; x: number; y: number }, random: () => number): Uint8Array {
  const ground = 225 + 25 * random();
  const pixels = new Uint8Array(SIDE * SIDE * 3);
  for (let at = 0; at < SIDE * SIDE; at += 1) {
    const isInside = inside((at % SIDE) - x, Math.floor(at / SIDE) - y, size);
    for (let channel = 0; channel < 3; channel += 1) pixels[3 * at + channel] = (isInside ? (rgb[channel] as number) : ground) + 8 * (random() - 0.5);
  }
  return pixels;
}
