import type { Compared, ScaleResults } from './scale-results.ts';

/** The results of a scale run as lines, with every plan that reads a large table from end to end. */
export function printScale({ filled, invocation, pages, plans, retention }: ScaleResults): void {
  console.log(`\nfilled ${filled.models} models, ${filled.invocations} runs, ${filled.queued} waiting in ${filled.seconds.toFixed(0)} s\n`);
  for (const line of [...invocation, ...pages]) printCompared(line);
  console.log('\nplans that took over 1 ms or read a large table from end to end:');
  for (const { name, ms, indexes, seqScans } of plans) {
    console.log(`  ${seqScans.length > 0 ? 'SEQ SCAN' : 'indexes '} ${ms.toFixed(1).padStart(7)} ms  ${name}`);
    if (seqScans.length > 0) console.log(`             reads ${seqScans.join(', ')}; indexes ${indexes.join(', ') || 'none'}`);
  }
  console.log(`\nretention removed ${retention.removed} runs in ${retention.seconds.toFixed(1)} s; meanwhile:`);
  printCompared(retention.beside);
}

function printCompared({ name, empty, full }: Compared): void {
  const of = ({ p50Ms, p95Ms }: Compared['empty']) => `${p50Ms.toFixed(2)} / ${p95Ms.toFixed(2)}`.padStart(17);
  console.log(`  ${name.padEnd(38)} ${of(empty)} → ${of(full)} ms   ×${(full.p50Ms / empty.p50Ms).toFixed(2)} / ×${(full.p95Ms / empty.p95Ms).toFixed(2)}`);
}
