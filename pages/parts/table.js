// A table whose headers sort and whose rows open. Cells are set as text, never as HTML; the order is the server's.
export default function ({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".grid");
  const el = (tag, text, parent, className) => {
    const node = document.createElement(tag);
    if (text !== null) node.textContent = text;
    if (className) node.className = className;
    parent.appendChild(node);
    return node;
  };
  // a text without Arabic letters keeps its own direction in an Arabic table ("=1+1" is not turned round); any other follows the page
  const put = (text, parent) => (/[\u0600-\u06ff]/.test(text) ? parent.append(text) : el("bdi", text, parent));
  const focused = root.contains(document.activeElement) ? document.activeElement.dataset.id : null;
  root.textContent = "";
  root.classList.toggle("wide", data.wide);
  root.classList.toggle("many", data.heads.length > 8); // on paper, a list: its columns would be cut or too narrow to read
  root.tabIndex = 0; // wide tables scroll by keyboard
  root.setAttribute("role", "region");
  root.setAttribute("aria-label", data.label);
  const table = el("table", null, root);
  const head = el("tr", null, el("thead", null, table));
  data.heads.forEach(([id, label]) => {
    const cell = el("th", null, head, data.numbers.includes(id) ? "number" : "");
    cell.scope = "col";
    if (!data.sorts.includes(id)) { cell.textContent = label; return; }
    const down = data.sort === "-" + id, up = data.sort === id;
    cell.setAttribute("aria-sort", down ? "descending" : up ? "ascending" : "none");
    const button = el("button", label + (down ? " \u25be" : up ? " \u25b4" : ""), cell);
    button.type = "button";
    button.dataset.id = "sort:" + id;
    // numbers are asked for from the top, texts from the start
    const first = data.numbers.includes(id) ? "-" + id : id, other = data.numbers.includes(id) ? id : "-" + id;
    button.onclick = () => setTriggerValue("sort", data.sort === first ? other : first);
  });
  const body = el("tbody", null, table);
  data.rows.forEach(([id, cells]) => {
    const row = el("tr", null, body, id && id === data.chosen ? "chosen" : "");
    cells.forEach((text, k) => {
      const cell = el(k ? "td" : "th", null, row, (data.numbers.includes(data.heads[k][0]) ? "number " : "") + (text.length > 48 ? "long" : ""));
      if (!k) cell.scope = "row";
      cell.dataset.label = data.heads[k][1]; // for narrow screens, where each row is a list
      if (k || !id) { put(text, cell); return; }
      const button = el("button", null, cell);
      put(text, button);
      button.type = "button";
      button.dataset.id = "open:" + id;
      button.onclick = () => setTriggerValue("open", id);
    });
  });
  if (focused) {
    const again = [...root.querySelectorAll("button")].find((b) => b.dataset.id === focused);
    if (again) again.focus({ preventScroll: true });
  }
}
