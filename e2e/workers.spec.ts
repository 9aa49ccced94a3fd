import type { Page } from '@playwright/test';
import { expect, OWNER, test, type SetUpProduct } from './support/fixtures.ts';
import { deploy } from './support/runs.ts';
import { crashesAtRunModel } from '../server/testing/onnx/hard-models.ts';
import { addModel } from '../server/testing/onnx/tiny-models.ts';

async function openWorkers(product: SetUpProduct, page: Page): Promise<void> {
  await page.goto(`${product.url}/login`);
  await page.getByLabel('E-mail').fill(OWNER.email);
  await page.locator('input[name=password]').fill(OWNER.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/models');
  await page.goto(`${product.url}/${product.team}/workers`);
}

test('the workers page shows what is loaded, and a worker drains and resumes by keyboard', async ({ product, page }) => {
  await deploy(product, 'moored', addModel());
  await openWorkers(product, page);
  const row = page.getByRole('row', { name: /moored v1/ });
  await expect(row).toContainText('Warm');
  await expect(row).toContainText('cpu');
  await expect(page.getByText(/Sandbox: \w+, memory by/)).toBeVisible();
  await page.getByRole('button', { name: /^Drain / }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Drained, takes no work')).toBeVisible();
  await page.getByRole('button', { name: /^Resume / }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Taking work')).toBeVisible();
});

test('a version whose runner keeps dying is shown with why, and takes runs again when somebody tries', async ({ product, page }) => {
  await deploy(product, 'capsizes', crashesAtRunModel());
  const int32 = (name: string, value: number) => ({ name, datatype: 'INT32', shape: [1], data: [value] });
  const divide = (x: number, y: number) =>
    product.api('/models/capsizes/invocations', {
      method: 'POST',
      headers: { 'content-type': 'application/json', prefer: 'wait=30' },
      body: JSON.stringify({ inputs: [int32('x', x), int32('y', y)] }),
    });
  await divide(-(2 ** 31), -1);
  await expect.poll(async () => (await product.json<{ health: string }>('/models/capsizes/versions/1')).health).toBe('circuit_open');
  await openWorkers(product, page);
  await expect(page.getByText('Open circuits').last()).toBeVisible();
  await expect(page.getByText('Why:')).toBeVisible();
  await page.getByRole('button', { name: 'Try capsizes v1 now' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('capsizes v1 takes runs again')).toBeVisible();
  await expect(page.getByText('Why:')).toBeHidden();
  expect(((await (await divide(6, 2)).json()) as { status: string }).status).toBe('succeeded');
});
