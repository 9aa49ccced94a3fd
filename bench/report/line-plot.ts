export interface Series {
  name: string;
  points: { x: number; y: number; low?: number; high?: number }[];
}

export interface PlotOptions {
  title: string;
  xLabel: string;
  yLabel: string;
  /** Both axes are logarithmic: clients double, latencies span decades. */
  series: Series[];
  /** A line to compare with. */
  reference?: { name: string; y: number };
}

const [WIDTH, HEIGHT] = [520, 300];
const BOX = { left: 62, right: 16, top: 34, bottom: 44 };
const COLOURS = ['#0b6bcb', '#d9480f', '#2b8a3e', '#862e9c', '#c2255c', '#5f3dc4'];

/** An SVG of lines with their spreads over logarithmic axes. */
export function linePlot({ title, xLabel, yLabel, series, reference }: PlotOptions): string {
  const xs = [...new Set(series.flatMap((line) => line.points.map((point) => point.x)))].sort((a, b) => a - b);
  const ys = [...series.flatMap((line) => line.points.flatMap(({ y, low, high }) => [y, low ?? y, high ?? y])), ...(reference ? [reference.y] : [])].filter(
    (y) => y > 0,
  );
  const [yLow, yHigh] = [10 ** Math.floor(Math.log10(Math.min(...ys))), 10 ** Math.ceil(Math.log10(Math.max(...ys) * 1.01))];
  const x = scale(xs[0] ?? 1, Math.max(xs.at(-1) ?? 1, (xs[0] ?? 1) * 2), { from: BOX.left, to: WIDTH - BOX.right });
  const y = scale(yLow, yHigh, { from: HEIGHT - BOX.bottom, to: BOX.top });
  const lines = series.map((line, index) => drawSeries(line, { x, y, colour: COLOURS[index % COLOURS.length] ?? '#000' }));
  const legend = series.map(
    (line, index) => `<tspan fill="${COLOURS[index % COLOURS.length]}">■</tspan> ${escapeXml(line.name)}${index < series.length - 1 ? '   ' : ''}`,
  );
  return [
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT + 18}" role="img" aria-label="${escapeXml(title)}">`,
    `<text x="${BOX.left}" y="18" class="title">${escapeXml(title)}</text>`,
    ...decades(yLow, yHigh).map((tick) => gridLine(y(tick), formatTick(tick))),
    ...xs.map((tick) => `<text x="${x(tick)}" y="${HEIGHT - BOX.bottom + 16}" text-anchor="middle">${tick}</text>`),
    `<text x="${(BOX.left + WIDTH - BOX.right) / 2}" y="${HEIGHT - 8}" text-anchor="middle">${escapeXml(xLabel)}</text>`,
    `<text transform="translate(14 ${(BOX.top + HEIGHT - BOX.bottom) / 2}) rotate(-90)" text-anchor="middle">${escapeXml(yLabel)}</text>`,
    reference ? referenceLine(y(reference.y), reference.name) : '',
    ...lines,
    `<text x="${BOX.left}" y="${HEIGHT + 10}" xml:space="preserve">${legend.join('')}</text>`,
    '</svg>',
  ].join('\n');
}

function drawSeries(line: Series, { x, y, colour }: { x: (v: number) => number; y: (v: number) => number; colour: string }): string {
  const spreads = line.points.map(({ x: at, low, high }) =>
    low === undefined || high === undefined
      ? ''
      : `<line x1="${x(at)}" x2="${x(at)}" y1="${y(low)}" y2="${y(high)}" stroke="${colour}" stroke-width="5" opacity="0.25"/>`,
  );
  const path = line.points.map((point) => `${x(point.x).toFixed(1)},${y(point.y).toFixed(1)}`).join(' ');
  const dots = line.points.map(
    (point) =>
      `<circle cx="${x(point.x)}" cy="${y(point.y)}" r="3.5" fill="${colour}"><title>${escapeXml(line.name)}: ${point.y.toPrecision(4)}</title></circle>`,
  );
  return [...spreads, `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>`, ...dots].join('');
}

function gridLine(at: number, label: string): string {
  return `<line x1="${BOX.left}" x2="${WIDTH - BOX.right}" y1="${at}" y2="${at}" class="grid"/><text x="${BOX.left - 6}" y="${at + 4}" text-anchor="end">${label}</text>`;
}

function referenceLine(at: number, name: string): string {
  return `<line x1="${BOX.left}" x2="${WIDTH - BOX.right}" y1="${at}" y2="${at}" class="reference"/><text x="${WIDTH - BOX.right}" y="${at - 4}" text-anchor="end">${escapeXml(name)}</text>`;
}

function scale(low: number, high: number, { from, to }: { from: number; to: number }): (value: number) => number {
  return (value) => from + (Math.log(Math.max(value, low) / low) / Math.log(high / low)) * (to - from);
}

function decades(low: number, high: number): number[] {
  const ticks: number[] = [];
  for (let tick = low; tick <= high * 1.001; tick *= 10) ticks.push(tick);
  return ticks;
}

function formatTick(value: number): string {
  return value >= 1000 ? `${value / 1000}k` : String(Number(value.toPrecision(1)));
}

export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
