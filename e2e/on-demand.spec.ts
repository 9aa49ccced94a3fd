import type { Locator, Page } from '@playwright/test';
import { addModel } from '../server/testing/onnx/tiny-models.ts';
import { expect, test, type SetUpProduct } from './support/fixtures.ts';
import { deploy } from './support/runs.ts';
import { signIn } from './support/sign-in.ts';

const CHUNKS = '**/_next/static/chunks/**';

test.beforeAll(async ({ product }) => {
  await deploy(product, 'skiff', addModel());
});

/** The library with nothing fetched ahead: what a gesture needs is asked for by the gesture. */
async function openLibrary(product: SetUpProduct, page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.requestIdleCallback = () => 0;
  });
  await signIn(page, product.url);
  await page.goto(`${product.url}/${product.team}/models`);
  await expect(page.getByRole('link', { name: 'skiff' })).toBeVisible();
  await page.waitForLoadState('networkidle');
}

/** From here on, code takes as long as over a slow line. */
async function slowDown(page: Page): Promise<void> {
  await page.route(CHUNKS, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 300));
    await route.continue();
  });
}

/** Keeps the element to compare it with what stands there later. */
async function staysTheSame(control: Locator): Promise<() => Promise<void>> {
  const before = await control.elementHandle();
  return async () => expect(await control.evaluate((now, then) => now === then, before)).toBe(true);
}

test('a key pressed before its menu has come opens it on the first item, and the focus returns', async ({ product, page }) => {
  await openLibrary(product, page);
  await slowDown(page);
  const toggle = page.getByRole('button', { name: 'Theme: system' }).first();
  const same = await staysTheSame(toggle);
  await expect(toggle).toHaveAttribute('aria-haspopup', 'menu');
  await expect(toggle).toHaveAttribute('aria-expanded', 'false');
  await toggle.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menu')).toHaveCount(0);
  await expect(page.getByRole('menuitemcheckbox', { name: 'System' })).toBeFocused();
  await expect(page.getByRole('menu', { name: 'Theme: system' })).toBeVisible();
  await expect(toggle).toHaveAttribute('aria-expanded', 'true');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('menuitemcheckbox', { name: 'Light' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toHaveCount(0);
  await expect(toggle).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('menuitemcheckbox', { name: 'System' })).toBeFocused();
  await same();
});

test('a click opens a menu and a second one closes it, also while its code is on its way', async ({ product, page }) => {
  await openLibrary(product, page);
  await slowDown(page);
  const account = page.getByRole('button', { name: /^Account: / }).first();
  await account.click();
  await expect(page.getByRole('menuitem', { name: 'Sign out' })).toBeVisible();
  await account.click();
  await expect(page.getByRole('menu')).toHaveCount(0);
  await account.click();
  await page.getByRole('menuitem', { name: 'Keyboard shortcuts' }).click();
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(account).toBeFocused();
});

test('a menu that could not be fetched opens at the next try', async ({ product, page }) => {
  await openLibrary(product, page);
  let asked = 0;
  await page.route(CHUNKS, (route) => {
    asked++;
    return route.abort();
  });
  const account = page.getByRole('button', { name: /^Account: / }).first();
  await account.click();
  await expect.poll(() => asked).toBeGreaterThan(0);
  await expect(page.getByRole('heading', { name: 'Models' })).toBeVisible();
  await page.unroute(CHUNKS);
  await page.mouse.move(600, 400);
  await expect(async () => {
    await account.click();
    await expect(page.getByRole('menuitem', { name: 'Sign out' })).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 10_000 });
});

test('a list opens by keys and by the mouse, is searched by typing, and gives the focus back', async ({ product, page }) => {
  await openLibrary(product, page);
  const sort = page.getByRole('combobox', { name: 'Sort by' });
  const same = await staysTheSame(sort);
  await sort.focus();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('option', { name: 'Last run' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('option', { name: 'Name' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/sort=name/);
  await expect(sort).toHaveText('Name');
  await expect(sort).toBeFocused();
  await page.keyboard.press('s');
  await expect(page).toHaveURL(/sort=size/);
  await sort.click();
  await expect(page.getByRole('option', { name: 'Size' })).toHaveAttribute('aria-selected', 'true');
  await page.getByRole('option', { name: 'Runs' }).click();
  await expect(page).toHaveURL(/sort=runs/);
  await expect(page.getByRole('listbox')).toHaveCount(0);
  await same();
});

test('the first click opens a list whose code is on its way', async ({ product, page }) => {
  await openLibrary(product, page);
  await slowDown(page);
  await page.getByRole('combobox', { name: 'Sort by' }).click();
  await page.getByRole('option', { name: 'Name' }).click();
  await expect(page).toHaveURL(/sort=name/);
});

test('a tooltip comes by focus and by the mouse, describes its control, and goes by Escape', async ({ product, page }) => {
  await page.setViewportSize({ width: 1100, height: 800 });
  await openLibrary(product, page);
  const search = page.getByRole('button', { name: 'Search or jump to' });
  await page.getByRole('button', { name: /^Team: / }).focus();
  await page.keyboard.press('Tab');
  await expect(search).toBeFocused();
  await expect(page.getByRole('tooltip')).toHaveText('Search or jump to');
  await expect(search).toHaveAccessibleDescription('Search or jump to');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('tooltip')).toHaveCount(0);
  await page.getByRole('link', { name: 'Runs' }).hover();
  await expect(page.getByRole('tooltip')).toHaveText('Runs');
  await page.mouse.move(700, 500, { steps: 5 });
  await expect(page.getByRole('tooltip')).toHaveCount(0);
});

test('arrows move between the looks of the library', async ({ product, page }) => {
  await openLibrary(product, page);
  await page.getByRole('radio', { name: 'Cards' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(page).toHaveURL(/look=list/);
  await expect(page.getByRole('radio', { name: 'List' })).toBeChecked();
  await expect(page.getByRole('radio', { name: 'List' })).toBeFocused();
  await page.getByRole('radio', { name: 'Cards' }).click();
  await expect(page).not.toHaveURL(/look=list/);
});

test('the palette and the sheet of shortcuts open by their keys and give the focus back', async ({ product, page }) => {
  await openLibrary(product, page);
  const box = page.getByRole('textbox', { name: 'Search models' });
  await box.focus();
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog', { name: 'Command palette' })).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Command palette' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(box).toBeFocused();
  await page.getByRole('radio', { name: 'Cards' }).focus();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('radio', { name: 'Cards' })).toBeFocused();
});
