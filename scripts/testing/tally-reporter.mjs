import { writeFileSync } from 'node:fs';

/**
 * Counts tests for the last line, and names everything that failed: a test, a hook, a file that could not be read, an
 * error outside of every test. Written as JSON to the file that TEST_TALLY names.
 */
export default class TallyReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const broken = modules.flatMap((module) => [module, ...module.children.allSuites()]).filter((part) => part.errors().length > 0);
    const failed = tests.filter((test) => test.result().state === 'failed');
    const failures = [
      ...failed.map((test) => line(`${test.module.relativeModuleId} › ${test.fullName}`, test.result().errors)),
      ...broken.map((part) => line(part.relativeModuleId ?? `${part.module.relativeModuleId} › ${part.fullName}`, part.errors())),
      ...unhandledErrors.map((error) => line(error.VITEST_TEST_PATH ?? 'outside of every test', [error])),
    ];
    const passed = tests.filter((test) => test.result().state === 'passed').length;
    const tally = { passed, failed: failures.length, skipped: tests.length - passed - failed.length, failures };
    writeFileSync(process.env.TEST_TALLY, JSON.stringify(tally));
  }
}

function line(where, errors) {
  return `${where}: ${errors?.[0]?.stack?.split('\n').slice(0, 3).join(' ') ?? errors?.[0]?.message ?? 'failed'}`;
}
