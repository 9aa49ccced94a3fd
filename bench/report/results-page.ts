import { bestBatch } from '../engine/raw-engine.ts';
import { round, type Gate } from '../gates.ts';
import type { BenchResults, ModelResult, PathPoint } from '../results.ts';
import { escapeXml, linePlot, type Series } from './line-plot.ts';

const STYLE = `
:root { color-scheme: light dark; --ink: #1a1d21; --soft: #6b7280; --line: #d5d9de; --paper: #fff; --good: #2b8a3e; --bad: #c92a2a; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --soft: #9aa2ad; --line: #343a42; --paper: #14171a; --good: #69db7c; --bad: #ff8787; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 1120px; margin: 2rem auto; padding: 0 1rem; }
h2 { margin-top: 2.5rem; } p { color: var(--soft); }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: 0.3rem 0.6rem; border-bottom: 1px solid var(--line); white-space: nowrap; } th { color: var(--soft); font-weight: 500; }
td:first-child, th:first-child, .text { text-align: left; white-space: normal; min-width: 9rem; }
.pass { color: var(--good); } .short { color: var(--bad); }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(340px, 1fr)); gap: 1rem; }
svg { width: 100%; } svg text { font-size: 11px; fill: var(--soft); } svg .title { font-size: 13px; fill: var(--ink); }
svg .grid { stroke: var(--line); } svg .reference { stroke: var(--soft); stroke-dasharray: 4 4; }
`;

/** The results as one page that needs nothing else. */
export function resultsPage(results: BenchResults, gates: Gate[]): string {
  const { machine } = results;
  const foreign = Math.max(...results.models.flatMap((model) => model.paths.flatMap((path) => path.points.map((point) => point.median.foreignCores))));
  const about = [
    `${machine.cores} cores for callers, web, worker, engine and Postgres together`,
    `${machine.threads} engine threads`,
    `Node ${machine.node}`,
    `onnxruntime ${machine.engine}`,
    ...machine.python,
    `fdatasync p50 ${machine.fsync.p50Ms.toFixed(2)} ms`,
    ...(foreign > 0.1 ? [`others took up to ${foreign.toFixed(1)} cores meanwhile: trust ratios and CPU-seconds only`] : []),
    results.mode,
    results.at,
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Moorage benchmark</title><style>${STYLE}</style></head>
<body><h1>Moorage benchmark</h1><p>${escapeXml(about.join(' · '))}</p>
<h2>Gates</h2><div class="scroll"><table><tr><th>What</th><th>Measured</th><th>Gate</th><th>Aim</th><th>Verdict</th><th class="text">Beside</th></tr>${gates.map(gateRow).join('')}</table></div>
${results.models.map(modelSection).join('\n')}
<h2>Burst</h2><p>${results.burst.count} runs of one batch accepted in ${(results.burst.acceptedMs / 1000).toFixed(2)} s, drained in ${(results.burst.drainedMs / 1000).toFixed(2)} s after the first was made.</p>
<div class="plots">${burstPlot(results)}</div>
</body></html>
`;
}

function gateRow({ what, figure, unit, bound, aim, verdict, beside }: Gate): string {
  const limit = `${bound.kind === 'most' ? '≤' : '≥'} ${bound.value} ${unit}`;
  const cells = [figure === null ? '–' : `${round(figure)} ${unit}`, limit, aim === null ? '' : `${aim} ${unit}`];
  return `<tr><td>${escapeXml(what)}</td>${cells.map((cell) => `<td>${escapeXml(cell)}</td>`).join('')}<td class="${verdict.replace(' ', '-')}">${verdict}</td><td class="text">${escapeXml(beside)}</td></tr>`;
}

function modelSection(model: ModelResult): string {
  const best = bestBatch(model.engine);
  const series = (read: (point: PathPoint) => { y: number; low: number; high: number }): Series[] =>
    model.paths.map((path) => ({ name: path.name, points: path.points.map((point) => ({ x: point.clients, ...read(point) })) }));
  const throughput = linePlot({
    title: 'Throughput (median, spread)',
    xLabel: 'clients',
    yLabel: 'runs per second',
    series: series(({ median, spread }) => ({ y: median.perSecond, low: spread.perSecond[0], high: spread.perSecond[1] })),
    reference: { name: `raw engine, batch ${best.batch}`, y: best.perSecond },
  });
  const latency = (name: 'p50Ms' | 'p99Ms', title: string) =>
    linePlot({
      title,
      xLabel: 'clients',
      yLabel: 'ms',
      series: series(({ median, spread }) => ({ y: median[name], low: spread[name][0], high: spread[name][1] })),
      reference: { name: 'raw engine, one run', y: name === 'p50Ms' ? model.engine.singleMs : model.engine.singleP99Ms },
    });
  return `<h2>${escapeXml(model.label)}</h2>
<p>Raw engine: ${model.engine.singleMs.toFixed(3)} ms a run, ${round(best.perSecond)} runs/s at its best batch of ${best.batch}; ${model.engine.cpuSecondsPer1000.toFixed(2)} CPU-seconds per 1,000.</p>
<div class="plots">${throughput}${latency('p50Ms', 'Latency, median')}${latency('p99Ms', 'Latency, 99th percentile')}</div>
<div class="scroll"><table><tr><th>Path</th><th>Clients</th><th>Runs/s</th><th>p50 ms</th><th>p99 ms</th><th>CPU-s per 1,000</th><th>Peak MB</th><th>Open loop</th></tr>${model.paths.map(pathRows).join('')}</table></div>`;
}

function pathRows(path: ModelResult['paths'][number]): string {
  return path.points
    .map(({ clients, median }, index) => {
      const open = index === 0 && path.open ? `${round(path.open.offeredPerSecond)}/s: p50 ${round(path.open.p50Ms)}, p99 ${round(path.open.p99Ms)} ms` : '';
      const cells = [
        clients,
        round(median.perSecond),
        round(median.p50Ms),
        round(median.p99Ms),
        median.cpuSecondsPer1000.toFixed(2),
        (median.peakBytes / 1e6).toFixed(0),
      ];
      return `<tr><td>${escapeXml(path.name)}</td>${cells.map((cell) => `<td>${cell}</td>`).join('')}<td>${open}</td></tr>`;
    })
    .join('');
}

function burstPlot({ burst }: BenchResults): string {
  const points = burst.perSecondBySlice.map((perSecond, index) => ({ x: index + 1, y: perSecond }));
  return linePlot({
    title: 'Runs that ended per second, by tenth of the burst',
    xLabel: 'tenth',
    yLabel: 'runs per second',
    series: [{ name: 'moorage', points }],
  });
}
