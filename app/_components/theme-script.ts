/* Its own module, without "use client": the root layout writes the text into the page. */
export const themeStorageKey = 'moorage-theme';
export const themeChangeEvent = 'moorage-theme-change';

/** Runs before the first paint, so that the other theme never flashes; follows the system while nothing is chosen. */
export const themeScript = `(()=>{const d=document.documentElement,m=matchMedia("(prefers-color-scheme: dark)");const set=()=>{let c=null;try{c=localStorage.getItem("${themeStorageKey}")}catch{}d.dataset.theme=c==="light"||c==="dark"?c:m.matches?"dark":"light"};set();m.addEventListener("change",set);addEventListener("storage",set);addEventListener("${themeChangeEvent}",set)})()`;
