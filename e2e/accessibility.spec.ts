import { AxeBuilder } from '@axe-core/playwright';
import { expect, OWNER, test } from './support/fixtures.ts';
import { deploy } from './support/runs.ts';
import { addModel } from '../server/testing/onnx/tiny-models.ts';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

for (const theme of ['light', 'dark'] as const) {
  test(`the pages of a team have no accessibility fault in the ${theme} theme`, async ({ product, page }) => {
    test.setTimeout(120_000);
    await deploy(product, 'adder', addModel());
    await page.emulateMedia({ colorScheme: theme });
    await page.goto(`${product.url}/login`);
    await check(page, 'login');
    await page.getByLabel('E-mail').fill(OWNER.email);
    await page.locator('input[name=password]').fill(OWNER.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/models');
    for (const path of [
      'models',
      'models/deploy',
      'models/adder',
      'models/adder/api',
      'models/adder/versions',
      'models/adder/files',
      'models/adder/settings',
      'runs',
      'workers',
      'settings',
      'settings/members',
      'settings/keys',
    ]) {
      await page.goto(`${product.url}/${product.team}/${path}`);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await check(page, path);
    }
  });
}

async function check(page: Parameters<Parameters<typeof test>[2]>[0]['page'], where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
  const found = violations.map((violation) => `${where}: ${violation.id} ${violation.nodes.map((node) => node.target.join(' ')).join(', ')}`);
  expect(found).toEqual([]);
}
