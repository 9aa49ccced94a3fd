// Loaded with `--import` into web and worker: their wall clock stands as far from the machine's as the file named after the
// process says (milliseconds, read anew all the time). Timers and performance.now() go on as they were, as when a person
// sets the clock. The database is no Node process and keeps the machine's.
import { readFileSync } from 'node:fs';
import path from 'node:path';

const role = /(server|worker)\/main\.ts$/.exec(process.argv[1] ?? '')?.[1];
if (role && process.env.FAULT_CLOCKS) shift(path.join(process.env.FAULT_CLOCKS, role === 'server' ? 'web' : 'worker'));

function shift(file) {
  const TrueDate = Date;
  const read = () => {
    try {
      return Number(readFileSync(file, 'utf8'));
    } catch {
      return 0;
    }
  };
  let shiftMs = read();
  setInterval(() => (shiftMs = read()), 50).unref();
  const now = () => TrueDate.now() + shiftMs;
  globalThis.Date = new Proxy(TrueDate, {
    construct: (target, given) => Reflect.construct(target, given.length > 0 ? given : [now()]),
    apply: (target) => new target(now()).toString(),
    get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
  });
}
