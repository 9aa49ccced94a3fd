import type { Readable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';

const MAX_LINE = 8 * 1024;
const MAX_TOTAL = 1024 * 1024;

/** What a process prints, line by line, without control characters; a flood is cut and counted, not kept. */
export function collectLines(stream: Readable, onLine: (line: string) => void): void {
  let rest = '';
  let total = 0;
  let dropped = 0;
  const emit = (line: string) => {
    total += line.length;
    if (total > MAX_TOTAL) dropped++;
    else if (line) onLine(stripVTControlCharacters(line).slice(0, MAX_LINE));
  };
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split(/\r\n|\n|\r/);
    rest = (lines.pop() ?? '').slice(0, MAX_LINE);
    lines.forEach(emit);
  });
  stream.on('end', () => {
    emit(rest);
    if (dropped > 0) onLine(`… ${dropped} lines dropped`);
  });
  stream.on('error', () => undefined);
}
