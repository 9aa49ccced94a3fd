import { addModel } from '../server/testing/onnx/tiny-models.ts';
import { expect, OWNER, test } from './support/fixtures.ts';
import { deploy } from './support/runs.ts';

test('pages and the API are doors of one process: what one changes the other sees at once', async ({ product, page }) => {
  const model = 'switched';
  await deploy(product, model, addModel());
  await deploy(product, model, addModel());
  await page.goto(`${product.url}/login`);
  await page.getByLabel('E-mail').fill(OWNER.email);
  await page.locator('input[name=password]').fill(OWNER.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/models');

  const tensor = { datatype: 'FP32', shape: [1, 2], data: [1, 2] };
  const body = JSON.stringify({
    inputs: [
      { name: 'x', ...tensor },
      { name: 'y', ...tensor },
    ],
  });
  const answering = async () => {
    const headers = { 'content-type': 'application/json' };
    return (await product.json<{ version: number }>(`/models/${model}/invocations`, { method: 'POST', headers, body, status: 200 })).version;
  };
  for (const version of [2, 1, 2, 1]) {
    // The API has just looked up which version is active, and keeps that for two seconds.
    expect(await answering()).toBe(3 - version);
    const status = await page.evaluate(
      async (input) => {
        const call = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ json: input }) };
        return (await fetch('/api/trpc/versions.activate', call)).status;
      },
      { team: product.team, model, version },
    );
    expect(status).toBe(200);
    expect(await answering()).toBe(version);
  }
});
