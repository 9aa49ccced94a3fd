type Rgb = [red: number, green: number, blue: number];

/** Colours at even steps of the maps; between them they are mixed. Source: matplotlib's inferno (CC0) and Google's turbo (Apache-2.0). */
const STOPS: Record<'inferno' | 'turbo' | 'gray', Rgb[]> = {
  inferno: [
    [0, 0, 4],
    [31, 12, 72],
    [85, 15, 109],
    [136, 34, 106],
    [186, 54, 85],
    [227, 89, 51],
    [249, 140, 10],
    [249, 201, 50],
    [252, 255, 164],
  ],
  turbo: [
    [48, 18, 59],
    [70, 107, 227],
    [40, 187, 236],
    [49, 242, 153],
    [162, 252, 60],
    [237, 208, 58],
    [251, 128, 34],
    [210, 49, 5],
    [122, 4, 3],
  ],
  gray: [
    [0, 0, 0],
    [255, 255, 255],
  ],
};

/** The colour of a share in 0..1. */
export function colourAt(map: 'inferno' | 'turbo' | 'gray', share: number): Rgb {
  const stops = STOPS[map];
  const position = Math.min(1, Math.max(0, share)) * (stops.length - 1);
  const first = Math.min(stops.length - 2, Math.floor(position));
  const [from, to] = [stops[first] as Rgb, stops[first + 1] as Rgb];
  return from.map((level, c) => Math.round(level + ((to[c] as number) - level) * (position - first))) as Rgb;
}
