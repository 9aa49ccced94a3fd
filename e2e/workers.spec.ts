import { expect, OWNER, test } from './support/fixtures.ts';
import { deploy } from './support/runs.ts';
import { addModel } from '../server/testing/onnx/tiny-models.ts';

test('the workers page shows what is loaded, and a worker drains and resumes by keyboard', async ({ product, page }) => {
  await deploy(product, 'moored', addModel());
  await page.goto(`${product.url}/login`);
  await page.getByLabel('E-mail').fill(OWNER.email);
  await page.locator('input[name=password]').fill(OWNER.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/models');
  await page.goto(`${product.url}/${product.team}/workers`);
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
