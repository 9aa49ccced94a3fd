const color = process.stdout.isTTY;

/** A problem a person can act on: one clear sentence, no stack. */
export class LaunchError extends Error {}

/** One line about what is going on. */
export function say(text) {
  process.stderr.write(`${color ? '\x1b[2m' : ''}${text}${color ? '\x1b[0m' : ''}\n`);
}

/** Runs a launcher; a LaunchError becomes one sentence, anything else keeps its stack. */
export async function launch(main) {
  try {
    await main();
  } catch (error) {
    process.stderr.write(`${error instanceof LaunchError ? error.message : (error?.stack ?? error)}\n`);
    process.exit(1);
  }
}
