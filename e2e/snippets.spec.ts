import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, OWNER, test } from './support/fixtures.ts';
import { deploy } from './support/runs.ts';
import { addModel, matMulModel, scalarModel } from '../server/testing/onnx/tiny-models.ts';

const execute = promisify(execFile);

const RUNNERS: Record<string, (code: string) => [string, string[]]> = {
  curl: (code) => ['bash', ['-c', code]],
  Python: (code) => ['python3', ['-c', code]],
  TypeScript: (code) => [process.execPath, ['--input-type=module-typescript', '-e', code]],
};

const MODELS = { adder: addModel(), matmul: matMulModel(), scalar: scalarModel() };

test('every snippet of the API tab runs as it is, given a key', async ({ product, page }) => {
  test.setTimeout(120_000);
  await page.goto(`${product.url}/login`);
  await page.getByLabel('E-mail').fill(OWNER.email);
  await page.locator('input[name=password]').fill(OWNER.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/models');
  for (const [model, bytes] of Object.entries(MODELS)) {
    expect((await deploy(product, `snippet-${model}`, bytes)).status).toBe('ready');
    await page.goto(`${product.url}/${product.team}/models/snippet-${model}/api`);
    for (const [language, command] of Object.entries(RUNNERS)) {
      await page.getByRole('tab', { name: language }).click();
      const code = await page.getByRole('region', { name: 'Call it' }).locator('pre').innerText();
      const [file, args] = command(code);
      const { stdout } = await execute(file, args, { env: { ...process.env, MOORAGE_KEY: product.key } });
      expect(`${language} of ${model}: ${stdout}`).toMatch(language === 'curl' ? /"status":"succeeded"/ : /\[/);
    }
  }
});
