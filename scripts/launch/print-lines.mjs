const LEVELS = { 10: 'trace', 20: 'debug', 30: 'info', 40: 'warn', 50: 'error', 60: 'fatal' };
const LEFT_OUT = new Set(['level', 'time', 'name', 'msg', 'err', 'pid', 'hostname']);
const isTerminal = process.stdout.isTTY;

/** A printer of what a process writes, each line under its name; on a terminal its log is put in words. */
export function printLines(name) {
  return (line) => process.stdout.write(`${name.padEnd(6)} ${isTerminal ? inWords(line) : line}\n`);
}

function inWords(line) {
  const entry = parse(line);
  if (!entry) return line;
  const details = Object.entries(entry)
    .filter(([key]) => !LEFT_OUT.has(key))
    .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const error = entry.err ? [`(${entry.err.code ?? entry.err.type ?? 'Error'}: ${entry.err.message})`] : [];
  return [LEVELS[entry.level].padEnd(5), entry.msg, ...error, ...details].join(' ');
}

function parse(line) {
  if (!line.startsWith('{')) return null;
  try {
    const entry = JSON.parse(line);
    return entry.level in LEVELS ? entry : null;
  } catch {
    return null;
  }
}
