// Tells the browser, and those who listen to a page, its language and direction, and mends what Streamlit's own page lacks.
const hush = () => {
  // a chart is read through the sentence and the table beside it, not mark by mark
  for (const svg of document.querySelectorAll('[data-testid="stVegaLiteChart"] svg:not([aria-hidden])')) svg.setAttribute("aria-hidden", "true");
  for (const box of document.querySelectorAll('[aria-label="Vega visualization"]')) { box.removeAttribute("aria-label"); box.removeAttribute("role"); }
};
const framed = (text) => {
  // another site that frames this one could borrow a reader's clicks
  let own = false;
  try { own = window.top.location.origin === window.location.origin; } catch { own = false; }
  if (own) return false;
  document.body.textContent = text;
  return true;
};
export default function ({ data }) {
  if (framed(data.framed)) return;
  document.documentElement.lang = data.lang;
  document.documentElement.dir = data.dir;
  const view = document.querySelector('meta[name="viewport"]'); // Streamlit's forbids to zoom on a phone
  if (view) view.content = "width=device-width, initial-scale=1";
  if (window.strikeMapHush) return;
  window.strikeMapHush = new MutationObserver(hush);
  window.strikeMapHush.observe(document.body, { childList: true, subtree: true });
  hush();
}
