// Three short steps on a first visit; dismissed once, the browser remembers. Texts are set as text.
const KEY = "raqqa-guide-read";
export default function ({ parentElement, data }) {
  const root = parentElement.querySelector(".guide");
  let read = false;
  try { read = localStorage.getItem(KEY) === "1"; } catch { read = false; }
  root.hidden = read;
  if (read) return;
  root.textContent = "";
  const add = (tag, text, to) => {
    const node = document.createElement(tag);
    node.textContent = text;
    to.appendChild(node);
    return node;
  };
  root.setAttribute("role", "region");
  root.setAttribute("aria-label", data.title);
  add("h2", data.title, root);
  const list = document.createElement("ol");
  root.appendChild(list);
  data.steps.forEach((step) => add("li", step, list));
  const close = add("button", data.close, root);
  close.type = "button";
  close.onclick = () => {
    try { localStorage.setItem(KEY, "1"); } catch { /* a browser that keeps nothing shows it again */ }
    root.hidden = true;
  };
}
