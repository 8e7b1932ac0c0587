// Brings what was just opened into sight and gives it the focus, once for each thing that is opened.
export default function ({ parentElement, data }) {
  if (window.strikeMapOpened === data.of) return;
  window.strikeMapOpened = data.of;
  const box = parentElement.closest(".st-key-decide, .st-key-pair");
  if (!box) return;
  box.tabIndex = -1;
  box.scrollIntoView({ block: "nearest" });
  box.focus({ preventScroll: true });
}
